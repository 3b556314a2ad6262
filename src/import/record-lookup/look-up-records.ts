import { UsageError } from '../../errors.ts'
import type { Objects } from '../../hubspot/hubspot.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import { isMapped, propertyNameOf, RECORD_ID } from '../preflight/column-kind.ts'
import { AccountRecords, type FoundRecords } from './account-records.ts'
import { BATCH, type CollectOptions, collectKeys, type KeyList, type Reach } from './collect-keys.ts'
import { type LookupTarget, targetName } from './lookup-target.ts'
import { readBatch } from './read-batch.ts'

/** What is known of the account's records before the files are checked. */
export interface RecordLookup {
  records: AccountRecords
  /** In the order of the plan's files. */
  reach: readonly Reach[]
  maxCalls: number
  /** Targets that could not be read, and why. */
  failures: readonly LookupFailure[]
}

export interface LookupFailure {
  target: LookupTarget
  error: UsageError
}

export interface LookupOptions extends CollectOptions {
  objects: Pick<Objects, 'batchRead' | 'search'>
  report?: (progress: { records: number; total: number }) => void
}

/** Calls under way at the same time; the client's own limits come on top. */
const AT_ONCE = 4

/**
 * Reads the account's records that the rows of the files name, a hundred a call and at most `maxCalls` calls. Nothing is
 * written. What HubSpot refuses is told as a failure of its object; a call that was cancelled ends in its error.
 */
export async function lookUpRecords(
  plan: Plan,
  definitions: Definitions,
  options: LookupOptions,
): Promise<RecordLookup> {
  const { lists, reach } = await collectKeys(plan, definitions, options)
  const work = createWork(lists, plan, options)
  await Promise.all(Array.from({ length: AT_ONCE }, () => workOff(work)))
  const found = lists
    .filter(({ target }) => !work.failures.has(targetName(target)))
    .map(({ target }) => work.found(target))
  return {
    records: new AccountRecords(found),
    reach,
    maxCalls: options.maxCalls,
    failures: [...work.failures.values()],
  }
}

interface Batch {
  target: LookupTarget
  keys: string[]
}

interface Work {
  waiting: Batch[]
  failures: Map<string, LookupFailure>
  read(batch: Batch): Promise<void>
  found(target: LookupTarget): FoundRecords
}

function createWork(lists: readonly KeyList[], plan: Plan, options: LookupOptions): Work {
  const waiting = lists.flatMap(({ target, keys }) => batchesOf(target, [...keys]))
  const total = waiting.reduce((sum, { keys }) => sum + keys.length, 0)
  const answers = new Map(lists.map(({ target }) => [targetName(target), new Map<string, RecordsOfKey>()]))
  const budget = { calls: options.maxCalls }
  let records = 0
  return {
    waiting,
    failures: new Map(),
    async read({ target, keys }) {
      const properties = propertiesOf(target.objectTypeId, plan, lists)
      const byKey = await readBatch({ target, keys, properties }, options, budget)
      for (const [key, known] of byKey) answers.get(targetName(target))?.set(key, known)
      records += keys.length
      options.report?.({ records, total })
    },
    found: (target) => ({ target, byKey: answers.get(targetName(target)) ?? new Map() }),
  }
}

type RecordsOfKey = readonly { id: string; properties: ReadonlyMap<string, string> }[]

function batchesOf(target: LookupTarget, keys: readonly string[]): Batch[] {
  const starts = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, index) => index * BATCH)
  return starts.map((start) => ({ target, keys: keys.slice(start, start + BATCH) }))
}

async function workOff(work: Work): Promise<void> {
  for (let batch = work.waiting.shift(); batch !== undefined; batch = work.waiting.shift()) {
    if (work.failures.has(targetName(batch.target))) continue
    const { target } = batch
    await work.read(batch).catch((error: unknown) => {
      if (!(error instanceof UsageError) || error.code === 'cancelled') throw error
      work.failures.set(targetName(target), { target, error })
      if (!ABOUT_ONE_OBJECT.has(error.code)) failAll(work, error)
    })
  }
}

/** Other objects may be readable. */
const ABOUT_ONE_OBJECT = new Set(['hubspot_forbidden', 'hubspot_bad_request', 'hubspot_not_found'])

/** The next call would go the same way. */
function failAll({ waiting, failures }: Work, error: UsageError): void {
  for (const { target } of waiting.splice(0)) failures.set(targetName(target), { target, error })
}

/** Those that the files write, those by which records are looked up, and what making marketing contacts would change. */
function propertiesOf(objectTypeId: string, plan: Plan, lists: readonly KeyList[]): string[] {
  const mapped = plan.files.flatMap(({ columns }) =>
    columns
      .filter(isMapped)
      .flatMap((column) => (column.objectTypeId === objectTypeId ? (propertyNameOf(column) ?? []) : [])),
  )
  const keys = lists.flatMap(({ target }) => (target.objectTypeId === objectTypeId ? [target.propertyName] : []))
  const marketing = plan.marketableContactImport === true && objectTypeId === '0-1' ? ['hs_marketable_status'] : []
  return [...new Set([...mapped, ...keys, ...marketing])].filter((name) => name !== RECORD_ID)
}
