import { z } from 'zod'
import { limitOf, pagingOf } from '../paging.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { askedProperties, checkIdProperty, recordResponse } from '../record-response.ts'
import { badRequest, notFound } from '../refusal.ts'
import { type Answer, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { objectScopes } from '../scopes.ts'
import type { CrmRecord } from '../store.ts'
import { nameOf, typeIdOf } from './association-labels.ts'

export function objectRoutes(parts: SandboxParts): Route[] {
  const scopes = readScopes
  return [
    { method: 'GET', paths: PATHS.objects('/{objectType}'), scopes, answer: (request) => listRecords(request, parts) },
    {
      method: 'GET',
      paths: PATHS.objects('/{objectType}/{id}'),
      scopes,
      answer: (request) => readRecord(request, parts),
    },
    {
      method: 'POST',
      paths: PATHS.objects('/{objectType}/batch/read'),
      scopes,
      answer: (request) => batchRead(request, parts),
    },
    {
      method: 'GET',
      paths: PATHS.objectAssociations('/{objectType}/{id}/associations/{to}'),
      scopes,
      answer: (request) => listAssociations(request, parts),
    },
  ]
}

export const readScopes = ({ params }: SandboxRequest): readonly string[] =>
  objectScopes(typeIdOf(params.objectType ?? ''), 'read')

function listRecords(request: SandboxRequest, parts: SandboxParts): Answer {
  const objectTypeId = typeIdOf(request.params.objectType ?? '')
  const limit = limitOf(request.query, 10)
  const after = request.query.get('after') ?? '0'
  if (!/^\d{1,15}$/.test(after)) throw badRequest(`Invalid value for after: ${after.slice(0, 100)}`)
  const isArchived = request.query.get('archived') === 'true'
  const found = isArchived ? [] : parts.records.list(objectTypeId, Number(after), limit + 1)
  const results = found.slice(0, limit)
  const names = askedProperties(objectTypeId, request.query.getAll('properties'), parts)
  return ok({
    results: results.map((record) => recordResponse(record, names)),
    ...pagingOf(request, parts.url(), found.length > limit ? results.at(-1)?.id : undefined),
  })
}

function readRecord(request: SandboxRequest, parts: SandboxParts): Answer {
  const objectTypeId = typeIdOf(request.params.objectType ?? '')
  const idProperty = request.query.get('idProperty') ?? 'hs_object_id'
  const record = findRecord(objectTypeId, { idProperty, id: request.params.id ?? '' }, parts)
  if (record === undefined) throw notFound('resource not found')
  return ok(recordResponse(record, askedProperties(objectTypeId, request.query.getAll('properties'), parts)))
}

interface RecordName {
  idProperty: string
  id: string
}

export function findRecord(
  objectTypeId: string,
  { idProperty, id }: RecordName,
  parts: SandboxParts,
): CrmRecord | undefined {
  checkIdProperty(objectTypeId, idProperty, parts)
  if (idProperty === 'hs_object_id') return parts.records.find(objectTypeId, id)
  return parts.records.findByUniqueValue(objectTypeId, idProperty, id)[0]
}

const batchReadInput = z.looseObject({
  idProperty: z.string().optional(),
  inputs: z.array(z.looseObject({ id: z.coerce.string() })).max(100),
  properties: z.array(z.string()).default([]),
})

async function batchRead(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const startedAt = new Date(parts.now()).toISOString()
  const objectTypeId = typeIdOf(request.params.objectType ?? '')
  const { idProperty = 'hs_object_id', inputs, properties } = await readJson(request, batchReadInput)
  const names = askedProperties(objectTypeId, properties, parts)
  const asked = inputs.map(({ id }) => ({ id, record: findRecord(objectTypeId, { idProperty, id }, parts) }))
  const found = new Map(asked.flatMap(({ record }) => (record === undefined ? [] : [[record.id, record] as const])))
  const missing = asked.filter(({ record }) => record === undefined).map(({ id }) => id)
  const body = {
    status: 'COMPLETE',
    results: [...found.values()].map((record) => recordResponse(record, names)),
    startedAt,
    completedAt: new Date(parts.now()).toISOString(),
  }
  if (missing.length === 0) return ok(body)
  return { status: 207, body: { ...body, numErrors: 1, errors: [missingRecords(objectTypeId, missing)] } }
}

export const missingRecords = (objectTypeId: string, ids: readonly string[]) => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: `Could not get some ${nameOf(objectTypeId)} objects, they may be deleted or not exist. Check that ids are valid.`,
  context: { ids },
})

function listAssociations(request: SandboxRequest, parts: SandboxParts): Answer {
  const from = typeIdOf(request.params.objectType ?? '')
  const to = typeIdOf(request.params.to ?? '')
  const id = request.params.id ?? ''
  if (parts.records.find(from, id) === undefined) throw notFound('resource not found')
  const limit = limitOf(request.query, 500, 500)
  const after = request.query.get('after') ?? '0'
  const labels = parts.records.labels(from, to)
  const types = new Map<string, object[]>()
  for (const { toId, category, typeId } of parts.records.associations(from, id, to)) {
    if (Number(toId) <= Number(after)) continue
    const label = labels.find((one) => one.category === category && one.typeId === typeId)?.label ?? null
    types.set(toId, [...(types.get(toId) ?? []), { category, typeId, label }])
  }
  const all = [...types].map(([toId, associationTypes]) => ({ toObjectId: Number(toId), associationTypes }))
  const results = all.slice(0, limit)
  const last = results.at(-1)
  const next = all.length > limit && last !== undefined ? String(last.toObjectId) : undefined
  return ok({ results, ...pagingOf(request, parts.url(), next) })
}
