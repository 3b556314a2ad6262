import type { HeldImport } from './once-rig.ts'
import type { OnceResult, RoundResult, Settled } from './once-run.ts'
import type { Told } from './once-told.ts'

/** What is wrong with a run: nothing, if every part was started at most once and everybody was told the truth. */
export function onceFaults(result: OnceResult): string[] {
  const { rounds, settled, held } = result
  const last = settled.flatMap(({ before, started, followed }) => [before, started, followed])
  const everything = [...rounds.flatMap(({ told }) => told), ...last]
  return [
    ...duplicates(result),
    ...result.journal,
    ...rounds.flatMap(({ sentAgain }) => sentAgain.map((part) => `sent again: part ${part}, after a restart`)),
    ...everything.flatMap(falselyNotStarted),
    ...rounds.flatMap(nobodySaysStarted),
    ...everything.flatMap((told) => invented(told, held)),
    ...everything.filter(({ tool, outcome }) => tool === 'start_import' && outcome === 'silent').map(silent),
    ...settled.flatMap(({ started, followed }) => [started, followed].flatMap((told) => unclear(told, result))),
    ...settled.flatMap((one) => lost(one, result)),
  ]
}

/** The names of the imports are not believed: what counts is which rows HubSpot got. */
function duplicates({ rows, uploaded }: OnceResult): string[] {
  const all = uploaded.flatMap((one) => one.rows)
  const twice = all.filter((row, index) => all.indexOf(row) !== index)
  const wrong = uploaded.filter((one) => {
    const first = rows.slice(0, one.part - 1).reduce((sum, count) => sum + count, 1)
    const planned = Array.from({ length: rows[one.part - 1] ?? 0 }, (_, index) => first + index)
    return one.rows.join() !== planned.join()
  })
  return [
    ...(twice.length > 0 ? [`duplicate: ${twice.length} rows are in two imports: ${tellHeld(uploaded)}`] : []),
    ...wrong.map(({ part, importId }) => `other rows than planned: part ${part}, import ${importId}`),
  ]
}

const tellHeld = (held: readonly HeldImport[]): string =>
  held.map(({ part, importId }) => `${part}: ${importId}`).join(', ')

const has = (held: readonly HeldImport[], part: number): boolean => held.some((one) => one.part === part)

/** Nobody is told that a part was not started which HubSpot had before the call was made. */
function falselyNotStarted({ parts, there, outcome, text }: Told): string[] {
  const lies = parts.filter(({ part, state }) => state === 'not_started' && has(there, part))
  return lies.map(({ part }) => `told not_started although it is there: part ${part}, ${outcome}: ${text}`)
}

/** Where everybody was told for good that a part was not started, HubSpot does not have it. */
function nobodySaysStarted({ held }: RoundResult, index: number, rounds: readonly RoundResult[]): string[] {
  const told = rounds.slice(0, index + 1).flatMap((round) => round.told)
  if (told.some(({ outcome }) => outcome === 'uploading' || outcome === 'died')) return []
  return held.flatMap(({ part, importId }) => {
    const said = told.flatMap(({ parts }) => parts.filter((one) => one.part === part))
    if (said.length === 0 || said.some(({ state }) => state !== 'not_started')) return []
    const texts = told.map(({ outcome, text }) => `${outcome}: ${text}`)
    return [`all told not_started although it is there: part ${part}, ${importId}; ${texts.join('; ')}`]
  })
}

const invented = ({ parts }: Told, held: readonly HeldImport[]): string[] =>
  parts
    .filter(
      ({ importId, part }) => importId !== null && !held.some((one) => one.importId === importId && one.part === part),
    )
    .map(({ part, importId }) => `invented: ${importId} for part ${part}`)

const silent = ({ text }: Told): string => `no outcome: ${text}`

/** In the end each part is one import whose id is told, or unknown and HubSpot does not have it. */
function unclear({ tool, outcome, parts, text }: Told, { rows, held }: OnceResult): string[] {
  const faults = rows.flatMap((_, index) => {
    const part = index + 1
    const told = parts.find((one) => one.part === part)
    const ids = held.filter((one) => one.part === part).map(({ importId }) => importId)
    if (ids.includes(told?.importId ?? '')) return []
    if (ids.length > 0) return [`lost: part ${part} is import ${ids.join(', ')}`]
    return told?.state === 'unknown' ? [] : [`nothing is there of part ${part}`]
  })
  return faults.map((fault) => `${fault}, but ${tool} tells ${outcome}: ${text}`)
}

/** What to do about what stays unknown is told, and a plan that was sent is never "not started" to get_import. */
function lost({ before, followed }: Settled, { rows, plans, rounds }: OnceResult): string[] {
  const unknown = rows.map((_, index) => index + 1).filter((part) => isUnknown(followed, part))
  const says = /look (there|in HubSpot)/.test(followed.text)
  const held = rounds.at(-1)?.held ?? []
  return [
    ...(unknown.length > 0 && !says ? [`not told what to do about part ${unknown.join()}: ${followed.text}`] : []),
    ...(plans === 1 && held.length > 0 && /never started/.test(before.text)
      ? [`lost: get_import says ${before.text}`]
      : []),
  ]
}

const isUnknown = ({ parts }: Told, part: number): boolean =>
  parts.some((one) => one.part === part && one.state === 'unknown')
