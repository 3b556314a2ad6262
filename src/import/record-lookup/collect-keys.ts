import { setImmediate } from 'node:timers/promises'
import { UsageError } from '../../errors.ts'
import { readRows } from '../../table/read-rows.ts'
import type { SourceFile } from '../../table/source-file.ts'
import type { Row } from '../../table/table.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { ownCopy } from '../preflight/own-copy.ts'
import { withoutPlainSpace } from '../preflight/plain-space.ts'
import { compileRepairs, type RepairTools, repairTools } from '../repair.ts'
import { errorTypeOf } from '../unreadable-file.ts'
import { keyColumns } from './key-columns.ts'
import { type LookupTarget, type RecordKey, targetName } from './lookup-target.ts'

/** Records that one call gives. */
export const BATCH = 100

/** The keys of one target, in the order of the rows. */
export interface KeyList {
  target: LookupTarget
  keys: Set<string>
}

/** Up to where the keys of a file are among those that are looked up. */
export interface Reach {
  /** Rows from the first on. */
  rows: number
  /** Line of the last of them; Infinity: all rows of the file. */
  lastLine: number
}

export interface CollectedKeys {
  lists: readonly KeyList[]
  /** In the order of the plan's files. */
  reach: Reach[]
}

export interface CollectOptions {
  open(file: PlannedFile): Promise<SourceFile>
  /** Calls that the keys may need. */
  maxCalls: number
  signal?: AbortSignal
}

/**
 * Reads the files until so many records are named that looking them up takes `maxCalls` calls. A row counts only with all
 * of its keys. A file without key columns is not opened.
 */
export async function collectKeys(
  plan: Plan,
  definitions: Definitions,
  options: CollectOptions,
): Promise<CollectedKeys> {
  const lists = createKeyLists(options.maxCalls)
  const repairs = await repairTools(plan.files, definitions)
  const reach: Reach[] = []
  for (const file of plan.files) reach.push(await collectFrom(file, { plan, definitions, repairs, lists, options }))
  return { lists: lists.all(), reach }
}

interface Collection {
  plan: Plan
  definitions: Definitions
  repairs: RepairTools
  lists: KeyLists
  options: CollectOptions
}

async function collectFrom(file: PlannedFile, collection: Collection): Promise<Reach> {
  const { lists, options } = collection
  const keysOf = rowKeys(file, collection)
  if (keysOf === null) return ALL
  const { signal } = options
  signal?.throwIfAborted()
  const source = await options.open(file)
  let last: Reach = { rows: 0, lastLine: 0 }
  try {
    for await (const batch of readRows(source, file.dialect, { signal })) {
      for (const row of batch) {
        if (!lists.add(keysOf(row))) return last
        last = { rows: row.record, lastLine: row.line }
      }
      await setImmediate()
      signal?.throwIfAborted()
    }
    return { ...last, lastLine: Number.POSITIVE_INFINITY }
  } catch (error) {
    // That the file cannot be read any further is told by its check.
    if (error instanceof UsageError && errorTypeOf(error, file.format !== 'csv') !== null) return last
    throw error
  } finally {
    await source.close()
  }
}

const ALL: Reach = { rows: Number.POSITIVE_INFINITY, lastLine: Number.POSITIVE_INFINITY }

/** null: no column of the file names a record. */
function rowKeys(file: PlannedFile, { plan, definitions, repairs }: Collection): ((row: Row) => RecordKey[]) | null {
  const columns = keyColumns(file, plan, definitions)
  if (columns.length === 0) return null
  const repaired = compileRepairs({ columns: columns.map(({ column }) => column) }, repairs)
  return (row) => {
    // The whole row is lost.
    if (row.cells.length !== file.dialect.columnCount) return []
    const cells = repaired(row.cells)
    return columns.flatMap(({ column, namesIn }) =>
      namesIn(withoutPlainSpace(cells[column.index] ?? '')).flatMap(({ key }) => key ?? []),
    )
  }
}

interface KeyLists {
  /** False: there are too many now, and these are not among them. */
  add(keys: readonly RecordKey[]): boolean
  all(): KeyList[]
}

function createKeyLists(maxCalls: number): KeyLists {
  const lists = new Map<string, KeyList>()
  const listOf = (target: LookupTarget): KeyList => {
    const name = targetName(target)
    const list = lists.get(name) ?? { target, keys: new Set() }
    lists.set(name, list)
    return list
  }
  const calls = () => [...lists.values()].reduce((sum, { keys }) => sum + Math.ceil(keys.size / BATCH), 0)
  return {
    add(keys) {
      const added = keys.flatMap(({ target, key }) => {
        const list = listOf(target)
        const isNew = !list.keys.has(key)
        if (isNew) list.keys.add(ownCopy(key))
        return isNew ? [{ list, key }] : []
      })
      if (added.length === 0 || calls() <= maxCalls) return true
      for (const { list, key } of added) list.keys.delete(key)
      return false
    },
    all: () => [...lists.values()].filter(({ keys }) => keys.size > 0),
  }
}
