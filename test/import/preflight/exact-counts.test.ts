import { expect, test } from 'vitest'
import { checkFile } from './check-file.ts'
import { EMAIL, find } from './told.ts'

/** Rows with faults at different distances; the text is several times as long as what is read at once. */
const ROWS = 60_000

interface MadeRow {
  cells: string[]
  /** Errors of this row, by the name that HubSpot gives them. */
  faults: string[]
  isRagged: boolean
}

function madeRow(index: number): MadeRow {
  const every = (distance: number, at: number) => index % distance === at
  const faults: string[] = []
  const cell = (errorType: string, isFaulty: boolean, [good, bad]: readonly [string, string]): string => {
    if (isFaulty) faults.push(errorType)
    return isFaulty ? bad : good
  }
  const isRagged = every(1009, 7)
  const cells = [
    cell('INVALID_EMAIL', every(7, 3), [`ann${index}@example.com`, `nobody ${index}`]),
    // A line break inside quotes moves every line that follows.
    every(101, 0) ? '"two\nlines"' : `Ann ${index}`,
    cell('COULD_NOT_PARSE_DATE', every(11, 5), ['2024-02-03', '2024-02-30']),
    cell('COULD_NOT_PARSE_NUMBER', every(13, 1), ['12.5', '"12,5"']),
    cell('INVALID_ENUMERATION_OPTION', every(17, 2), ['lead', 'LEAD']),
    ...(isRagged ? ['surplus'] : []),
  ]
  return { cells, faults: isRagged ? ['INCORRECT_NUMBER_OF_COLUMNS'] : faults, isRagged }
}

/** Counted the slow way: every row by itself, lines as an editor counts them. */
function counted() {
  const lines = new Map<string, number[]>()
  const losses = { rowsLost: 0, valuesLost: 0 }
  const texts: string[] = []
  let line = 2
  for (let index = 0; index < ROWS; index += 1) {
    const { cells, faults } = madeRow(index)
    const text = `${cells.join(',')}\n`
    for (const fault of faults) lines.set(fault, [...(lines.get(fault)?.slice(0, 10) ?? []), line])
    for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1)
    const isLost = faults.some((fault) => fault === 'INVALID_EMAIL' || fault === 'INCORRECT_NUMBER_OF_COLUMNS')
    if (isLost) losses.rowsLost += 1
    else losses.valuesLost += faults.length
    texts.push(text)
    line += text.split('\n').length - 1
  }
  return { text: `Email,Name,Birthday,Amount,Stage\n${texts.join('')}`, lines, losses }
}

const counts = new Map<string, number>()
const { text, lines, losses } = counted()
const columns = [EMAIL, 'firstname', 'birthday', 'amount', 'lifecyclestage']

test.each([
  ['UTF-8, as bytes', text],
  ['UTF-16, as text', Buffer.from(`\ufeff${text}`, 'utf16le')],
])('preflight() counts every row of a long file (%s), and gives the first lines', async (_encoding, content) => {
  const report = await checkFile({ text: content, columns }, { maxExamples: 10 })
  expect(report.rows).toBe(ROWS)
  expect({ rowsLost: report.rowsLost, valuesLost: report.valuesLost }).toEqual(losses)
  for (const [errorType, count] of counts) {
    const finding = find(report, errorType)
    expect([errorType, finding.count]).toEqual([errorType, count])
    expect(finding.examples.map(({ line }) => line)).toEqual(lines.get(errorType)?.slice(0, 10))
  }
  expect(counts.size).toBe(5)
})
