import type { Sqlite, SqlRow, SqlValue } from '../sqlite.ts'
import { numberOf, textOf } from './database.ts'
import type { CrmRecord } from './store.ts'
import type { UniqueValues } from './unique-values.ts'

export interface Filter {
  propertyName: string
  operator: string
  value?: string
  highValue?: string
  values?: readonly string[]
}

export interface Search {
  /** Groups are alternatives; the filters of a group all hold. Property names are known ones. */
  filterGroups: readonly (readonly Filter[])[]
  /** Text that one of these properties contains. */
  query?: { text: string; propertyNames: readonly string[] }
  sort?: { propertyName: string; isNumber: boolean; descending: boolean }
  limit: number
  offset: number
}

export interface RecordSearch {
  /** Records after this id, in the order of their creation. */
  list(objectTypeId: string, after: number, limit: number): CrmRecord[]
  search(objectTypeId: string, search: Search): { total: number; records: CrmRecord[] }
  count(objectTypeId: string): number
}

interface Condition {
  sql: string
  values: SqlValue[]
}

/** SQLite answers the searches itself, so that a million records need not be read into memory. */
export function createRecordSearch(database: Sqlite, unique: UniqueValues): RecordSearch {
  const page = database.prepare('SELECT * FROM records WHERE object_type = ? AND id > ? ORDER BY id LIMIT ?')
  const count = database.prepare('SELECT count(*) AS n FROM records WHERE object_type = ?')
  return {
    list: (objectTypeId, after, limit) =>
      page.all(objectTypeId, after, limit).map((row) => recordOf(objectTypeId, row)),
    count: (objectTypeId) => numberOf(count.get(objectTypeId)?.n),
    search(objectTypeId, search) {
      const { sql, values } = conditionOf(search, (filter) => indexed(objectTypeId, filter, unique))
      const order = orderOf(search)
      const where = `FROM records WHERE object_type = ? AND ${sql}`
      const counted = database.query(`SELECT count(*) AS n ${where}`, objectTypeId, ...values)
      const rows = database.query(
        `SELECT * ${where} ORDER BY ${order.sql}, id LIMIT ? OFFSET ?`,
        ...[objectTypeId, ...values, ...order.values, search.limit, search.offset],
      )
      return { total: numberOf(counted[0]?.n), records: rows.map((row) => recordOf(objectTypeId, row)) }
    },
  }
}

export function recordOf(objectTypeId: string, row: SqlRow): CrmRecord {
  return {
    objectTypeId,
    id: String(row.id),
    properties: JSON.parse(textOf(row.properties)),
    createdAt: new Date(numberOf(row.created)).toISOString(),
    updatedAt: new Date(numberOf(row.updated)).toISOString(),
  }
}

function conditionOf({ filterGroups, query }: Search, fast: (filter: Filter) => Condition | undefined): Condition {
  const groups = filterGroups.map((filters) =>
    joined(
      'AND',
      filters.map((filter) => fast(filter) ?? filterSql(filter)),
    ),
  )
  const texts = query?.propertyNames.map((name) => containing(name, query.text)) ?? []
  return joined('AND', [joined('OR', groups), joined('OR', texts)])
}

/** An identifier is found by its index, whatever the number of records. */
function indexed(objectTypeId: string, filter: Filter, unique: UniqueValues): Condition | undefined {
  const wanted = filter.operator === 'EQ' ? [filter.value ?? ''] : filter.values
  if ((filter.operator !== 'EQ' && filter.operator !== 'IN') || wanted === undefined) return undefined
  const entries = unique.entries(objectTypeId, filter.propertyName, wanted)
  if (entries === undefined) return undefined
  const marks = entries.values.map(() => '?').join(', ')
  return {
    sql: `id IN (SELECT record FROM unique_values WHERE property = ? AND value IN (${marks}))`,
    values: [entries.property, ...entries.values],
  }
}

function joined(word: 'AND' | 'OR', conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1', values: [] }
  return {
    sql: `(${conditions.map((condition) => condition.sql).join(` ${word} `)})`,
    values: conditions.flatMap((condition) => condition.values),
  }
}

/** A property's value as text; a second parameter gives its path. Record ids and times are columns. */
function expressionOf(propertyName: string): Condition {
  const column = COLUMNS.get(propertyName)
  if (column !== undefined) return { sql: column, values: [] }
  return { sql: 'json_extract(properties, ?)', values: [`$."${propertyName}"`] }
}

const time = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`

const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['hs_object_id', 'CAST(id AS TEXT)'],
  ['createdate', `COALESCE(json_extract(properties, '$."createdate"'), ${time('created')})`],
  ['hs_createdate', time('created')],
  ['lastmodifieddate', time('updated')],
  ['hs_lastmodifieddate', time('updated')],
])

function filterSql({ propertyName, operator, value = '', highValue = '', values = [] }: Filter): Condition {
  const left = expressionOf(propertyName)
  const compare = (sql: string, ...right: SqlValue[]): Condition => ({
    sql: `${left.sql} ${sql}`,
    values: [...left.values, ...right],
  })
  const list = `(${values.map(() => '?').join(', ')})`
  switch (operator) {
    case 'HAS_PROPERTY':
      return compare('IS NOT NULL')
    case 'NOT_HAS_PROPERTY':
      return compare('IS NULL')
    case 'IN':
      return compare(`COLLATE NOCASE IN ${list}`, ...values)
    case 'NOT_IN':
      return compare(`COLLATE NOCASE NOT IN ${list}`, ...values)
    case 'BETWEEN':
      return ranged(left, 'BETWEEN', [value, highValue])
    case 'CONTAINS_TOKEN':
      return containing(propertyName, value)
    case 'NOT_CONTAINS_TOKEN': {
      const found = containing(propertyName, value)
      return { sql: `NOT coalesce(${found.sql}, 0)`, values: found.values }
    }
    case 'EQ':
      return compare('COLLATE NOCASE = ?', value)
    case 'NEQ':
      return compare('COLLATE NOCASE IS NOT ?', value)
    default:
      return ranged(left, ORDER_OPERATORS.get(operator) ?? '=', [value])
  }
}

/** Numbers are compared as numbers, everything else (dates in ISO form) as text. */
function ranged(left: Condition, sql: string, bounds: readonly string[]): Condition {
  const areNumbers = bounds.every((bound) => bound !== '' && Number.isFinite(Number(bound)))
  const marks = bounds.map(() => '?').join(' AND ')
  return {
    sql: `${areNumbers ? `CAST(${left.sql} AS REAL)` : left.sql} ${sql} ${marks}`,
    values: [...left.values, ...(areNumbers ? bounds.map(Number) : bounds)],
  }
}

function containing(propertyName: string, text: string): Condition {
  const left = expressionOf(propertyName)
  return { sql: `instr(lower(${left.sql}), ?) > 0`, values: [...left.values, text.replaceAll('*', '').toLowerCase()] }
}

function orderOf({ sort }: Search): Condition {
  if (sort === undefined) return { sql: 'id', values: [] }
  const value = expressionOf(sort.propertyName)
  const sql = sort.isNumber ? `CAST(${value.sql} AS REAL)` : value.sql
  return { sql: `${sql} ${sort.descending ? 'DESC' : 'ASC'}`, values: value.values }
}

const ORDER_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['LT', '<'],
  ['LTE', '<='],
  ['GT', '>'],
  ['GTE', '>='],
])

export const SEARCH_OPERATORS: readonly string[] = [
  ...ORDER_OPERATORS.keys(),
  ...[
    'EQ',
    'NEQ',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
    'CONTAINS_TOKEN',
    'NOT_CONTAINS_TOKEN',
  ],
]
