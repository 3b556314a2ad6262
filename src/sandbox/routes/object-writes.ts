import { z } from 'zod'
import { associationCategory } from '../../hubspot/import-request.ts'
import { ALL_OBJECT_TYPES } from '../custom-objects.ts'
import { checkedValues, mustHaveRequired } from '../object-values.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { askedProperties, recordResponse } from '../record-response.ts'
import { badRequest, notFound, Refusal } from '../refusal.ts'
import { type Answer, created, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { objectScopes } from '../scopes.ts'
import type { CrmRecord } from '../store.ts'
import { nameOf, typeIdOf, typeOf } from './association-labels.ts'
import { findRecord } from './objects.ts'

export const properties = z.record(z.string(), z.coerce.string()).default({})

export const newRecord = z.looseObject({
  properties,
  associations: z
    .array(
      z.looseObject({
        to: z.looseObject({ id: z.coerce.string() }),
        types: z.array(z.looseObject({ associationCategory, associationTypeId: z.number().int() })),
      }),
    )
    .default([]),
})

type NewRecord = z.output<typeof newRecord>

/** One record at a time. Status codes are those of HubSpot's specification. */
export function objectWriteRoutes(parts: SandboxParts): Route[] {
  const one = PATHS.objects('/{objectType}/{id}')
  const scopes = writeScopes
  return [
    {
      method: 'POST',
      paths: PATHS.objects('/{objectType}'),
      scopes,
      answer: async (request) => {
        const input = await readJson(request, newRecord)
        const create = () => createRecord(typeIdFor(request), input, parts)
        return created(written(parts)(parts.records.transaction(create)))
      },
    },
    { method: 'PATCH', paths: one, scopes, answer: (request) => updateOne(request, parts) },
    {
      method: 'DELETE',
      paths: one,
      scopes,
      answer: (request) => {
        archiveRecord(typeIdFor(request), request.params.id ?? '', parts)
        return noContent
      },
    },
  ]
}

export const typeIdFor = ({ params }: SandboxRequest): string => typeIdOf(params.objectType ?? '')

export const writeScopes = (request: SandboxRequest): readonly string[] => objectScopes(typeIdFor(request), 'write')

/** Everything the record has, as an answer to a write. */
export const written =
  (parts: SandboxParts) =>
  (record: CrmRecord): object =>
    recordResponse(record, askedProperties(record.objectTypeId, Object.keys(record.properties), parts))

async function updateOne(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const objectTypeId = typeIdFor(request)
  const { properties: given } = await readJson(request, z.looseObject({ properties }))
  const idProperty = request.query.get('idProperty') ?? 'hs_object_id'
  const record = findRecord(objectTypeId, { idProperty, id: request.params.id ?? '' }, parts)
  if (record === undefined) throw notFound('resource not found')
  return ok(written(parts)(updateRecord(record, given, parts)))
}

/** @throws Refusal 400, 409 */
export function createRecord(objectTypeId: string, input: NewRecord, parts: SandboxParts): CrmRecord {
  const values = checkedValues(objectTypeId, input.properties, parts)
  mustHaveRequired(typeOf(objectTypeId), values)
  mustBeFree(objectTypeId, values, { parts })
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const record = parts.records.create(objectTypeId, filled)
  for (const association of input.associations) associate(record, association, parts)
  return record
}

/** @throws Refusal 400, 409 */
export function updateRecord(record: CrmRecord, given: Record<string, string>, parts: SandboxParts): CrmRecord {
  const values = checkedValues(record.objectTypeId, given, parts)
  mustBeFree(record.objectTypeId, values, { parts, own: record.id })
  return parts.records.set(record.objectTypeId, record.id, values)
}

/** One that is not there any more is archived already. */
export function archiveRecord(objectTypeId: string, id: string, { records }: SandboxParts): void {
  const record = records.find(objectTypeId, id)
  if (record !== undefined) records.archive(record)
}

/** A value of a unique property belongs to one record. Domains are no such property. The message names the other record. */
function mustBeFree(
  objectTypeId: string,
  values: Record<string, string>,
  { parts, own }: { parts: SandboxParts; own?: string },
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || parts.properties.find(objectTypeId, name)?.hasUniqueValue !== true) continue
    const [holder] = parts.records.findByUniqueValue(objectTypeId, name, value).filter(({ id }) => id !== own)
    if (holder !== undefined) throw isTaken(objectTypeId, holder.id)
  }
}

function isTaken(objectTypeId: string, id: string): Refusal {
  const { singular } = typeOf(objectTypeId)
  return new Refusal(409, { message: `${singular} already exists. Existing ID: ${id}`, category: 'CONFLICT' })
}

/** @throws Refusal 400 for a record or a type that does not exist, and where a limit is reached */
function associate(record: CrmRecord, { to, types }: NewRecord['associations'][number], parts: SandboxParts): void {
  const { objectTypeId: fromObjectTypeId, id: fromId } = record
  const other = ALL_OBJECT_TYPES.flatMap((type) => parts.records.find(type.objectTypeId, to.id) ?? []).at(0)
  if (other === undefined) throw badRequest(`No record exists with the id ${to.id.slice(0, 50)}`)
  const link = { fromObjectTypeId, fromId, toObjectTypeId: other.objectTypeId, toId: other.id }
  for (const { associationCategory: category, associationTypeId: typeId } of types) {
    if (parts.labels.find(link, category, typeId) === undefined) {
      throw badRequest(
        `${typeId} is not a valid association type between ${nameOf(fromObjectTypeId)} and ${nameOf(other.objectTypeId)}`,
      )
    }
    if (parts.records.associate({ ...link, category, typeId }) === 'limit_exceeded') {
      throw badRequest(`The limit of associations of type ${typeId} is reached`)
    }
  }
}
