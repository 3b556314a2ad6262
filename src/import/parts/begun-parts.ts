import { UsageError } from '../../errors.ts'
import type { Start } from '../recorded-start.ts'

/**
 * An error of a plan of which HubSpot has some parts, told with which ones. A file that has changed is not sent on, so
 * that its error says how the rest gets there. `starts`: one for each part; undefined: the journal knows nothing of it.
 */
export function withBegunParts(error: UsageError, starts: readonly (Start | undefined)[]): UsageError {
  const partsIn = (...states: (Start['state'] | undefined)[]) =>
    starts.flatMap((start, index) => (states.includes(start?.state) ? [index + 1] : []))
  const left = partsIn('planned', 'refused', undefined)
  const told = [
    ...listed('started', partsIn('started')),
    ...listed('without an answer', partsIn('armed')),
    ...listed('not started', left),
  ]
  const { code, message, outcome, hubspot, line, retryAfterSeconds, cause } = error
  const [next] = left
  const fix = code === 'file_changed' && next !== undefined ? howToGoOn(next, starts) : error.fix
  return new UsageError(code, `${message} Its ${starts.length} parts: ${told.join(', ')}.`, fix, {
    ...{ outcome, hubspot, line, retryAfterSeconds, cause },
  })
}

function howToGoOn(next: number, starts: readonly (Start | undefined)[]): string {
  const rows = starts[next - 1]?.part.recordsBefore
  const from = rows === undefined ? `of part ${next} and later` : `after row ${rows}`
  return `Put the file back as it was and call start_import with the same planId: it goes on with part ${next}. Otherwise make a file of the rows that are not imported yet (those ${from}), and call propose_mapping with it.`
}

const listed = (state: string, numbers: readonly number[]): string[] =>
  numbers.length === 0 ? [] : [`${state} ${rangesOf(numbers)}`]

/** "1 to 5, 7" */
function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const number of numbers) {
    const range = ranges.at(-1)
    if (range !== undefined && range.last === number - 1) range.last = number
    else ranges.push({ first: number, last: number })
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ')
}
