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
const RECORD_ID = 'hs_object_id'

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

type Named = z.output<typeof named>

const updateBatch = (request: SandboxRequest, parts: SandboxParts): Promise<Answer> =>
  writeNamed(request, parts, ({ properties: given }, record) =>
    record === undefined ? undefined : written(parts)(updateRecord(record, given, parts)),
  )

/** By a unique property an unknown record is created with that value; a record id alone creates nothing. */
const upsertBatch = (request: SandboxRequest, parts: SandboxParts): Promise<Answer> =>
  writeNamed(request, parts, ({ id, idProperty = RECORD_ID, properties: given }, record) => {
    if (record !== undefined) return { ...written(parts)(updateRecord(record, given, parts)), new: false }
    if (idProperty === RECORD_ID) return undefined
    const input = { properties: { [idProperty]: id, ...given }, associations: [] }
    return { ...written(parts)(createRecord(typeIdFor(request), input, parts)), new: true }
  })

/** `write` is given what is there, and gives undefined where nothing can be written. */
async function writeNamed(
  request: SandboxRequest,
  parts: SandboxParts,
  write: (input: Named, record: CrmRecord | undefined) => object | undefined,
): Promise<Answer> {
  const { inputs } = await readJson(request, inputsOf(named))
  const startedAt = parts.now()
  const objectTypeId = typeIdFor(request)
  const writeOne = (input: Named) => {
    const { id, idProperty = RECORD_ID } = input
    return { id, result: write(input, findRecord(objectTypeId, { idProperty, id }, parts)) }
  }
  const done = parts.records.transaction(() => inputs.map(writeOne))
  const missing = done.flatMap(({ id, result }) => (result === undefined ? [id] : []))
  const errors = missing.length === 0 ? [] : [missingRecords(objectTypeId, missing)]
  return batchAnswer(
    done.flatMap(({ result }) => result ?? []),
    { startedAt, parts, errors },
  )
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
