import type { CrmObject } from '../../hubspot/crm-object.ts'
import type { Objects } from '../../hubspot/hubspot.ts'
import { isContactEmail, RECORD_ID } from '../preflight/column-kind.ts'
import { keyOfValue, type LookupTarget, OTHER_EMAILS } from './lookup-target.ts'

interface KeyBatch {
  target: LookupTarget
  keys: readonly string[]
  properties: readonly string[]
}

interface ReadOptions {
  objects: Pick<Objects, 'batchRead' | 'search'>
  signal?: AbortSignal
}

interface KnownRecord {
  id: string
  properties: ReadonlyMap<string, string>
}

/** A search gives at most so many records. */
const SEARCH_PAGE = 200
/** Longer ones do not fit HubSpot's 64 bits, and would make it refuse the whole batch. */
const LONGEST_ID = 18

/**
 * The records that have these keys. Every key is in the answer, with an empty list if no record has it; missing are only
 * those that could not be told within the budget, of which each call takes one.
 */
export async function readBatch(
  batch: KeyBatch,
  options: ReadOptions,
  budget: { calls: number },
): Promise<Map<string, KnownRecord[]>> {
  const { target } = batch
  if (budget.calls <= 0) return new Map()
  if (!target.isUnique) return new Map(await searchKeys(batch, options, budget))
  const { objectTypeId, propertyName } = target
  const { objects, signal } = options
  const isById = propertyName === RECORD_ID
  const ids = isById ? batch.keys.filter(({ length }) => length <= LONGEST_ID) : batch.keys
  const isEmail = isContactEmail(objectTypeId, propertyName)
  const properties = isEmail ? [...batch.properties, OTHER_EMAILS] : batch.properties
  budget.calls -= 1
  const found = await objects.batchRead(
    objectTypeId,
    { ...(!isById && { idProperty: propertyName }), ids, properties },
    { signal },
  )
  return new Map(sorted({ ...batch, properties }, found))
}

/** Too many records for one answer: the keys are searched in halves. */
async function searchKeys(
  batch: KeyBatch,
  options: ReadOptions,
  budget: { calls: number },
): Promise<[string, KnownRecord[]][]> {
  const { target, keys, properties } = batch
  if (budget.calls <= 0) return []
  budget.calls -= 1
  const filters = [{ propertyName: target.propertyName, operator: 'IN', values: keys }]
  const search = { filterGroups: [{ filters }], properties, limit: SEARCH_PAGE }
  const page = await options.objects.search(target.objectTypeId, search, { signal: options.signal })
  if (page.after === null || keys.length === 1) return sorted(batch, page.results)
  const half = Math.ceil(keys.length / 2)
  const first = await searchKeys({ ...batch, keys: keys.slice(0, half) }, options, budget)
  return [...first, ...(await searchKeys({ ...batch, keys: keys.slice(half) }, options, budget))]
}

/** A contact that two addresses name may be in the answer twice; it is one record. */
function sorted({ target, keys, properties }: KeyBatch, found: readonly CrmObject[]): [string, KnownRecord[]][] {
  const byKey = new Map<string, KnownRecord[]>(keys.map((key) => [key, []]))
  const once = new Map(found.map((record) => [record.id, record]))
  for (const record of once.values()) {
    const known = { id: record.id, properties: valuesOf(record, properties) }
    for (const key of keysOf(record, target)) byKey.get(key)?.push(known)
  }
  return [...byKey]
}

function keysOf({ id, properties }: CrmObject, target: LookupTarget): Set<string> {
  const { objectTypeId, propertyName } = target
  if (propertyName === RECORD_ID) return new Set([id])
  const others = isContactEmail(objectTypeId, propertyName) ? (properties[OTHER_EMAILS] ?? '').split(';') : []
  return new Set([properties[propertyName] ?? '', ...others].map((value) => keyOfValue(target, value)))
}

function valuesOf({ properties }: CrmObject, names: readonly string[]): Map<string, string> {
  return new Map(
    names.flatMap((name) => {
      const value = properties[name] ?? ''
      return value === '' ? [] : [[name, value] as const]
    }),
  )
}
