import { z } from 'zod'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { type Answer, noContent, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import type { CrmRecord } from '../store.ts'
import {
  archiveRecord,
  createRecord,
  newRecord,
  properties,
  typeIdFor,
  updateRecord,
  writeScopes,
  written,
} from './object-writes.ts'
import { findRecord, missingRecords } from './objects.ts'

const MOST = 100

const inputsOf = <T extends z.ZodType>(input: T) => z.looseObject({ inputs: z.array(input).max(MOST) })
const named = z.looseObject({ id: z.coerce.string(), idProperty: z.string().optional(), properties })

/**
 * Up to 100 records at a time. A value that is refused refuses the whole batch, and nothing of it is written; only
 * records that are not there are told with 207.
 */
export function objectBatchRoutes(parts: SandboxParts): Route[] {
  const route = (name: string, answer: (request: SandboxRequest) => Promise<Answer>): Route => ({
    method: 'POST',
    paths: PATHS.objects(`/{objectType}/batch/${name}`),
    scopes: writeScopes,
    answer,
  })
  return [
    route('create', (request) => createBatch(request, parts)),
    route('update', (request) => updateBatch(request, parts)),
    route('upsert', (request) => upsertBatch(request, parts)),
    route('archive', async (request) => {
      const { inputs } = await readJson(request, inputsOf(z.looseObject({ id: z.coerce.string() })))
      parts.records.transaction(() => {
        for (const { id } of inputs) archiveRecord(typeIdFor(request), id, parts)
      })
      return noContent
    }),
  ]
}

async function createBatch(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const { inputs } = await readJson(request, inputsOf(newRecord))
  const startedAt = parts.now()
  const records = parts.records.transaction(() => inputs.map((input) => createRecord(typeIdFor(request), input, parts)))
  return batchAnswer(records.map(written(parts)), { startedAt, parts, status: 201 })
}

async function updateBatch(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const { inputs } = await readJson(request, inputsOf(named))
  const startedAt = parts.now()
  const objectTypeId = typeIdFor(request)
  const missing: string[] = []
  const update = ({ id, idProperty = 'hs_object_id', properties: given }: z.output<typeof named>) => {
    const record = findRecord(objectTypeId, { idProperty, id }, parts)
    if (record !== undefined) return [updateRecord(record, given, parts)]
    missing.push(id)
    return []
  }
  const records = parts.records.transaction(() => inputs.flatMap(update))
  const errors = missing.length === 0 ? [] : [missingRecords(objectTypeId, missing)]
  return batchAnswer(records.map(written(parts)), { startedAt, parts, errors })
}

/** By a unique property an unknown record is created with that value; a record id alone creates nothing. */
async function upsertBatch(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const { inputs } = await readJson(request, inputsOf(named))
  const startedAt = parts.now()
  const objectTypeId = typeIdFor(request)
  const missing: string[] = []
  const upsert = ({ id, idProperty = 'hs_object_id', properties: given }: z.output<typeof named>) => {
    const record = findRecord(objectTypeId, { idProperty, id }, parts)
    if (record !== undefined) return [{ record: updateRecord(record, given, parts), isNew: false }]
    if (idProperty !== 'hs_object_id') {
      const input = { properties: { [idProperty]: id, ...given }, associations: [] }
      return [{ record: createRecord(objectTypeId, input, parts), isNew: true }]
    }
    missing.push(id)
    return []
  }
  const upserted = parts.records.transaction(() => inputs.flatMap(upsert))
  const errors = missing.length === 0 ? [] : [missingRecords(objectTypeId, missing)]
  const tell = ({ record, isNew }: { record: CrmRecord; isNew: boolean }) => ({ ...written(parts)(record), new: isNew })
  return batchAnswer(upserted.map(tell), { startedAt, parts, errors })
}

interface BatchEnd {
  startedAt: number
  parts: Pick<SandboxParts, 'now'>
  errors?: readonly object[]
  /** Where there is no error; default 200. */
  status?: number
}

/** The form that every batch of HubSpot answers with. */
export function batchAnswer(
  results: readonly object[],
  { startedAt, parts, errors = [], status = 200 }: BatchEnd,
): Answer {
  const body = {
    status: 'COMPLETE',
    results,
    startedAt: new Date(startedAt).toISOString(),
    completedAt: new Date(parts.now()).toISOString(),
  }
  if (errors.length === 0) return { status, body }
  return { status: 207, body: { ...body, numErrors: errors.length, errors } }
}
