import { isRecord } from '../is-record.ts'

/**
 * Structured data as text for a model: indented `key: value` lines, an array of flat objects as a table with its keys
 * once. Complete: everything but `undefined` is there.
 */
export function render(data: Record<string, unknown>): string {
  return fieldLines(data, '').join('\n')
}

function fieldLines(data: Record<string, unknown>, indent: string): string[] {
  return Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : valueLines(key, value, indent)))
}

function valueLines(key: string, value: unknown, indent: string): string[] {
  if (Array.isArray(value)) return arrayLines(key, value, indent)
  if (isRecord(value) && Object.keys(value).length > 0) {
    return [`${indent}${key}:`, ...fieldLines(value, `${indent}  `)]
  }
  return [`${indent}${key}: ${scalar(value)}`]
}

function arrayLines(key: string, items: readonly unknown[], indent: string): string[] {
  if (items.every(isScalar) && !items.some(hasComma)) return [`${indent}${key}: ${list(items)}`]
  if (items.every(isRecord) && items.every((item) => Object.values(item).every(isFlat))) {
    return tableLines(key, items, indent)
  }
  return [`${indent}${key}:`, ...items.flatMap((item) => itemLines(item, `${indent}  `))]
}

/** `key (columns):` and one line a row, without the empty cells at its end. */
function tableLines(key: string, rows: readonly Record<string, unknown>[], indent: string): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) =>
    rows.some((row) => row[column] !== undefined),
  )
  const lines = rows.map((row) => `${indent}  ${rowText(columns.map((column) => row[column]))}`)
  return [`${indent}${key} (${columns.join(' | ')}):`, ...lines]
}

function rowText(values: readonly unknown[]): string {
  const filled = values.findLastIndex((value) => value !== undefined) + 1
  return values.slice(0, filled).map(cell).join(' | ')
}

function itemLines(item: unknown, indent: string): string[] {
  if (!isRecord(item)) return [`${indent}- ${isScalar(item) ? scalar(item) : JSON.stringify(item)}`]
  const [first, ...rest] = fieldLines(item, `${indent}  `)
  return [`${indent}- ${(first ?? '').trimStart()}`, ...rest]
}

function cell(value: unknown): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? list(value) : scalar(value)
}

function list(items: readonly unknown[]): string {
  return items.length === 0 ? 'none' : items.map((item) => scalar(item, ',')).join(', ')
}

/** Quoted where a reader could take it for something else: empty, blank at an end, a separator, a word for no value. */
function scalar(value: unknown, separator = ' | '): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  const plain =
    value.trim() === value && value !== '' && value !== 'null' && value !== 'none' && !value.includes(separator)
  return plain ? value : JSON.stringify(value)
}

function hasComma(value: unknown): boolean {
  return typeof value === 'string' && value.includes(',')
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isFlat(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar))
}
