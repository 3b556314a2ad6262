import type { Row } from './table.ts'
import { type ValueKind, valueKind } from './value-kind.ts'

/** Lines of titles, dates and notes that reports put above their header. */
const MAX_PREAMBLE_ROWS = 30
const COMPARED_ROWS = 60

export interface HeaderPosition {
  /** Index in `rows` of the header, or of the first data row where there is no header. */
  index: number
  hasHeader: boolean
}

/** Where the table begins, and whether it begins with names or with values. `width`: how many columns it has. */
export function findHeader(rows: readonly Row[], width: number): HeaderPosition {
  const index = firstTableRow(rows, width)
  const header = rows[index]
  if (header === undefined) return { index: 0, hasHeader: false }
  const below = rows.slice(index + 1, index + 1 + COMPARED_ROWS)
  return { index, hasHeader: headerEvidence(header.cells, below) >= 0 }
}

/** Most rows have so many cells; wider counts weigh more, as short files may have as many title lines as rows. */
export function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const weighed = [...counts].map(([width, count]) => ({ width, weight: count * Math.log2(width + 1) }))
  return weighed.reduce((best, next) => (next.weight > best.weight ? next : best), { width: 1, weight: 0 }).width
}

/** Titles fill few of the columns, and what comes below them fills more. */
function firstTableRow(rows: readonly Row[], width: number): number {
  const candidates = rows.slice(0, MAX_PREAMBLE_ROWS)
  const index = candidates.findIndex((_, at) => isTableRow(rows, at, width))
  return Math.max(index, 0)
}

function isTableRow(rows: readonly Row[], at: number, width: number): boolean {
  const filled = filledCells(rows[at] ?? { cells: [] })
  if (width === 1) return filled > 0
  if (filled < Math.max(2, width * 0.4)) return false
  return isFull(filled, width) || !isAboveNames(rows, at, width)
}

const isFull = (filled: number, width: number): boolean => filled > width * 0.7

/**
 * "Generated,2026-04-01" above the names of four columns. Names may be further down, below more such lines; then they
 * have to look like names, as sparse rows of values may come before a full one, too.
 */
function isAboveNames(rows: readonly Row[], at: number, width: number): boolean {
  const end = Math.min(rows.length, MAX_PREAMBLE_ROWS + 1)
  const full = rows.slice(at + 1, end).findIndex((row) => isFull(filledCells(row), width))
  const names = full < 0 ? undefined : rows[at + 1 + full]
  if (names === undefined || !isAllNames(names, width)) return false
  const first = at + 2 + full
  return full === 0 || headerEvidence(names.cells, rows.slice(first, first + COMPARED_ROWS)) >= 1
}

export function filledCells(row: Pick<Row, 'cells'>): number {
  return row.cells.filter((cell) => cell.trim() !== '').length
}

function isAllNames({ cells }: Row, width: number): boolean {
  return cells.length === width && cells.every((cell) => valueKind(cell) === 'text') && new Set(cells).size === width
}

/** Positive: the row holds names. Negative: it holds values like those below it. */
function headerEvidence(header: readonly string[], below: readonly Row[]): number {
  const isNew = new Set(header.map((cell) => cell.trim().toLowerCase())).size === header.length
  const columns = header.map((cell, index) =>
    columnEvidence(
      cell,
      below.map((row) => row.cells[index] ?? ''),
    ),
  )
  return columns.reduce((sum, evidence) => sum + evidence, isNew ? 0.25 : 0)
}

function columnEvidence(name: string, values: readonly string[]): number {
  const kind = valueKind(name)
  if (kind === 'blank') return 0
  const filled = values.filter((value) => value.trim() !== '')
  return nameEvidence(name, kind) + contrast(name, kind, filled)
}

/** How much a cell alone looks like a name. */
function nameEvidence(name: string, kind: ValueKind): number {
  if (kind === 'email' || kind === 'url' || kind === 'date') return -3
  if (kind === 'number') return isYear(name) ? -0.25 : -1.5
  if (kind === 'phone') return -2
  if (kind === 'code') return -0.5
  if (name.length > 80) return -1
  if (HEADER_WORDS.test(name)) return 1.5
  return /^[a-z\d]+(?:_[a-z\d]+)+$|^[a-z]+(?:[A-Z][a-z]+)+$|[:?]$/.test(name.trim()) ? 1 : 0
}

/** How much it differs from the values below. */
function contrast(name: string, kind: ValueKind, values: readonly string[]): number {
  if (values.length === 0) return 0
  const lower = name.trim().toLowerCase()
  if (values.some((value) => value.trim().toLowerCase() === lower)) return -1.5
  const usual = usualKind(values)
  if (usual === undefined || usual === 'text') return 0
  if (kind === 'text') return 1.5
  // Years are names over columns of amounts.
  if (isYear(name) && !values.some(isYear)) return 0.5
  return kind === usual ? -0.75 : 0
}

function isYear(text: string): boolean {
  return /^\s*(?:19|20)\d\d\s*$/.test(text)
}

/** The kind of at least three in four values. */
function usualKind(values: readonly string[]): ValueKind | undefined {
  const counts = new Map<ValueKind, number>()
  for (const value of values) {
    const kind = valueKind(value)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].find(([, count]) => count >= values.length * 0.75)?.[0]
}

/** Words that name columns of people, companies, deals and orders in the languages most exports come in. */
const HEADER_WORDS =
  /\b(?:id|nr|no|name|names|email|e-mail|mail|phone|mobile|tel|telefon|telephone|fax|company|firm|organi[sz]ation|address|street|city|town|state|zip|postal|postcode|country|region|title|role|position|job|website|url|domain|date|created|updated|birthday|status|stage|type|category|amount|price|total|value|currency|owner|source|notes?|comments?|description|tags?|gender|language|industry|first|last|firstname|lastname|username|vorname|nachname|firma|stra(?:ß|ss)e|plz|ort|stadt|land|datum|betrag|anrede|notiz|nom|pr[ée]nom|soci[ée]t[ée]|adresse|ville|pays|t[ée]l[ée]phone|courriel|statut|montant|nombre|apellidos?|correo|tel[ée]fono|empresa|direcci[oó]n|ciudad|pa[ií]s|fecha|estado|importe|nome|cognome|sobrenome|azienda|indirizzo|citt[aà]|telefono|endere[çc]o|cidade|telefone|naam|voornaam|achternaam|bedrijf|adres|plaats|telefoon)\b|氏名|名前|会社|住所|電話|メール|郵便|役職|部署|都道府県|日付|備考|姓名|公司|地址|电话|邮箱/iu
