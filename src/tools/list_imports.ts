import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import { safeText } from '../safe-text.ts'
import { defineTool, type ToolCall } from './tool.ts'

/** Pages of a hundred looked through when a filter is given. */
const MAX_PAGES = 10

const importView = z.object({
  importId: z.string(),
  importName: z.string().nullable(),
  state: z.string(),
  createdAt: z.string(),
  objectTypeIds: z.array(z.string()),
  rows: z.number().nullable(),
  errors: z.number(),
})

export const listImportsTool = defineTool({
  name: 'list_imports',
  title: 'List imports',
  description:
    'Use this to find earlier imports, newest first. HubSpot shows only imports made with the same credentials through the API. Then call get_import or get_import_errors with an importId.',
  effect: 'read',
  toolset: 'imports',
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(10),
    after: z.string().max(500).optional().describe('Cursor of the page before'),
    state: z.string().max(30).optional().describe('DONE, PROCESSING, FAILED, CANCELED, …'),
    name: z.string().max(200).optional().describe('Part of the name'),
  }),
  output: z.object({
    imports: z.array(importView),
    after: z.string().nullable().describe('Pass it as after for the next page; null: no more'),
  }),
  async run({ limit, after, state, name }, call) {
    const keep = (record: ImportRecord) =>
      (state === undefined || record.state === state.toUpperCase()) &&
      (name === undefined || (record.importName ?? '').toLowerCase().includes(name.toLowerCase()))
    const filtered = state !== undefined || name !== undefined
    const found = await collect({ after, limit, filtered, keep }, call)
    return { imports: found.records.map(tellImport), after: found.after }
  },
  summary: ({ imports, after }) => `${imports.length} imports${after === null ? '' : ', more with after'}.`,
})

interface Search {
  after: string | undefined
  limit: number
  filtered: boolean
  keep: (record: ImportRecord) => boolean
}

/** Whole pages of HubSpot, so that its cursor stays valid: with a filter up to a page more than `limit`. */
async function collect(search: Search, call: ToolCall): Promise<{ records: ImportRecord[]; after: string | null }> {
  const hubspot = await call.connect()
  const records: ImportRecord[] = []
  const seen = new Set<string>()
  let { after } = search
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const limit = search.filtered ? 100 : search.limit
    const { results, after: next } = await hubspot.imports.list({ limit, after }, { signal: call.signal })
    records.push(...results.filter(search.keep))
    if (next === null || records.length >= search.limit) return { records, after: next }
    if (seen.has(next)) throw pagingLoop(next)
    seen.add(next)
    after = next
  }
  return { records, after: after ?? null }
}

function pagingLoop(cursor: string): UsageError {
  return new UsageError(
    'hubspot_paging_loop',
    `HubSpot gave the cursor "${safeText(cursor, 60)}" twice.`,
    'Call list_imports without after.',
  )
}

function tellImport({
  id,
  importName,
  state,
  createdAt,
  mappedObjectTypeIds,
  metadata,
}: ImportRecord): z.input<typeof importView> {
  return {
    importId: id,
    importName: importName === undefined ? null : safeText(importName),
    state,
    createdAt,
    objectTypeIds: mappedObjectTypeIds,
    rows: metadata.counters.TOTAL_ROWS ?? null,
    errors: metadata.counters.ERRORS ?? 0,
  }
}
