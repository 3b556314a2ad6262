import { findObjectType } from './custom-objects.ts'
import { badRequest } from './refusal.ts'
import type { SandboxParts } from './sandbox-parts.ts'
import type { CrmRecord } from './store.ts'

/** Given when no properties are asked for. */
const STANDARD: ReadonlyMap<string, readonly string[]> = new Map([
  ['0-1', ['email', 'firstname', 'lastname']],
  ['0-2', ['domain', 'name']],
  ['0-3', ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline']],
  ['0-5', ['content', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_priority', 'subject']],
])

/** A record with these properties; those without a value are null. Record id and times are always there. */
export function recordResponse(record: CrmRecord, propertyNames: readonly string[]): object {
  const { objectTypeId, id, createdAt, updatedAt } = record
  const always = alwaysOf(record)
  const asked = propertyNames.length > 0 ? propertyNames : standardOf(objectTypeId)
  const values = asked.map((name) => [name, always.get(name) ?? record.properties[name] ?? null] as const)
  return { id, properties: Object.fromEntries([...values, ...always]), createdAt, updatedAt, archived: false }
}

/** `properties=a,b` or repeated. Unknown names are left out of the answer, as HubSpot leaves them out. */
export function askedProperties(
  objectTypeId: string,
  names: readonly string[],
  { properties }: Pick<SandboxParts, 'properties'>,
): string[] {
  const split = names.flatMap((name) => name.split(',')).map((name) => name.trim())
  return [...new Set(split)].filter((name) => properties.find(objectTypeId, name) !== undefined)
}

/** @throws Refusal 400 */
export function checkIdProperty(
  objectTypeId: string,
  name: string,
  { properties }: Pick<SandboxParts, 'properties'>,
): void {
  if (name === 'hs_object_id' || properties.find(objectTypeId, name)?.hasUniqueValue === true) return
  throw badRequest(`${name.slice(0, 100)} is not a property with unique values`)
}

/** The create date of deals, tickets and products can be written, as for records that come from another system. */
function alwaysOf({ objectTypeId, id, properties, createdAt, updatedAt }: CrmRecord): Map<string, string> {
  const known = ['0-1', '0-2', '0-3', '0-5'].includes(objectTypeId)
  return new Map([
    [known ? 'createdate' : 'hs_createdate', properties.createdate ?? createdAt],
    ['hs_object_id', id],
    [objectTypeId === '0-1' ? 'lastmodifieddate' : 'hs_lastmodifieddate', updatedAt],
  ])
}

const standardOf = (objectTypeId: string): readonly string[] =>
  STANDARD.get(objectTypeId) ?? findObjectType(objectTypeId)?.primaryDisplayProperty ?? []
