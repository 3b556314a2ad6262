import { filledCells, findHeader, usualWidth } from './find-header.ts'
import { RowScanner } from './row-scanner.ts'
import type { Delimiter, Row } from './table.ts'
import { valueKind } from './value-kind.ts'

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']
const SAMPLED_ROWS = 230
const SLICE = 16 * 1024

export interface TableShape {
  delimiter: Delimiter
  hasHeader: boolean
  /** Line of the header, or of the first record in a file without one. */
  firstLine: number
}

export interface DialectOptions {
  /** The text is all there is. */
  isWhole: boolean
  /** What the person says, if they do. */
  hasHeader?: boolean
  /** Names that are in the header, where they are known from an earlier look. */
  header?: readonly string[]
}

interface Reading {
  delimiter: Delimiter
  rows: Row[]
  strayQuotes: number
}

/**
 * Delimiter, preamble and header from the beginning of a file. undefined: there is no row with a value in the text.
 */
export function detectDialect(text: string, options: DialectOptions): TableShape | undefined {
  const stated = statedDelimiter(text)
  const firstLine = stated === undefined ? 1 : 2
  const candidates = stated === undefined ? DELIMITERS : [stated]
  const readings = candidates.map((delimiter) => readWith(text, delimiter, { firstLine, isWhole: options.isWhole }))
  const known = readings.map((reading) => knownHeader(reading, options)).find((shape) => shape !== undefined)
  if (known !== undefined) return known
  const best = readings.reduce((left, right) => (score(right) > score(left) ? right : left))
  const { index, hasHeader } = findHeader(best.rows, usualWidth(best.rows))
  const first = best.rows[index]
  if (first === undefined || !best.rows.some((row) => filledCells(row) > 0)) return undefined
  return { delimiter: best.delimiter, hasHeader: options.hasHeader ?? hasHeader, firstLine: first.line }
}

/** Where the expected header is, if this delimiter shows it: no cell of the rows below can then mislead. */
function knownHeader({ delimiter, rows }: Reading, { hasHeader, header = [] }: DialectOptions): TableShape | undefined {
  if (hasHeader === false || header.length < 2) return undefined
  const row = rows.find(({ cells }) => header.every((name) => cells.includes(name)))
  return row === undefined ? undefined : { delimiter, hasHeader: true, firstLine: row.line }
}

/** Excel's own first line, `sep=;`: it names the delimiter and is not data. */
function statedDelimiter(text: string): Delimiter | undefined {
  const match = /^"?sep=(.)"?[\r\n]/i.exec(text)
  return DELIMITERS.find((delimiter) => delimiter === match?.[1])
}

function readWith(
  text: string,
  delimiter: Delimiter,
  { firstLine, isWhole }: { firstLine: number; isWhole: boolean },
): Reading {
  const scanner = new RowScanner({ delimiter, firstLine, firstRecord: 1, columnCap: Number.POSITIVE_INFINITY })
  const rows: Row[] = []
  // No end(): a quote that is open at the end may only be one of a wrong delimiter. The line end completes the last row.
  const complete = isWhole ? `${text}\n` : text
  for (let at = 0; at < complete.length && rows.length < SAMPLED_ROWS; at += SLICE) {
    rows.push(...scanner.push(complete.slice(at, at + SLICE)))
  }
  return { delimiter, rows: rows.slice(0, SAMPLED_ROWS), strayQuotes: scanner.strayQuotes }
}

/** Many columns, the same number in every row from the first on, quotes where they belong, whole values. */
function score({ delimiter, rows, strayQuotes }: Reading): number {
  const width = usualWidth(rows)
  if (width === 1 || rows.length === 0) return 0
  const usual = rows.filter(({ cells }) => cells.length === width).length / rows.length
  const startsWell = rows[0]?.cells.length === width ? 1 : 0.8
  const cleanQuotes = 1 - Math.min(strayQuotes / rows.length, 1) * 0.7
  return Math.log2(width + 1) * usual ** 2 * startsWell * cleanQuotes * (1 - 0.5 * uncutShare(rows, delimiter))
}

/** Share of cells that another delimiter would cut and that are no number with a decimal comma. */
function uncutShare(rows: readonly Row[], delimiter: Delimiter): number {
  const others = new RegExp(`[${DELIMITERS.filter((other) => other !== delimiter).join('')}](?! )`)
  const cells = rows.flatMap((row) => row.cells)
  const uncut = cells.filter((cell) => others.test(cell) && valueKind(cell) === 'text').length
  return uncut / Math.max(cells.length, 1)
}
