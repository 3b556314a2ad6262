import { z } from 'zod'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import { IMPORT_STATES, type ImportRecord } from '../hubspot/import-record.ts'
import { LARGEST_PAGE, pages, readSmaller } from '../hubspot/pages.ts'
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
    'Use this to find earlier imports made with these credentials, newest first. Then call get_import or get_import_errors with an importId.',
  effect: 'read',
  toolset: 'imports',
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(10),
    after: z.string().max(500).optional().describe('From the answer before'),
    state: z.string().max(30).optional().describe('DONE, FAILED, …'),
    name: z.string().max(200).optional().describe('Part of the name'),
  }),
  untrusted: ['imports.importName'],
  output: z.object({
    imports: z.array(importView),
    after: z.string().nullable().describe('Pass it as after for the next page; null: no more'),
    brokenOff: z.string().optional().describe('Why the list is not whole'),
    nextStep: z.string(),
  }),
  async run({ limit, after, state: given, name }, call) {
    const state = given && stateOf(given)
    const keep = (record: ImportRecord) =>
      (state === undefined || record.state === state) &&
      (name === undefined || (record.importName ?? '').toLowerCase().includes(name.toLowerCase()))
    const filtered = state !== undefined || name !== undefined
    const found = await collect({ after, limit, filtered, keep }, call)
    const { records, ...rest } = found
    const next = records.length === 0 ? nothingFound(state, found) : NEXT_STEP
    const nextStep = state === 'FAILED' ? `${FAILED_AS_A_WHOLE} ${next}` : next
    return { imports: records.map(tellImport), ...rest, nextStep }
  },
  summary: ({ imports, after, brokenOff }) =>
    `${counted(imports.length, 'import')}${after === null ? '' : ', more with after'}.${brokenOff === undefined ? '' : ' The list broke off.'}`,
})

const NEXT_STEP = 'Call get_import, or get_import_errors where there are errors, with an importId.'
/** Whoever asks which imports failed means these too. */
const FAILED_AS_A_WHOLE =
  'FAILED are imports that HubSpot refused as a whole; DONE ones can have lost rows too: call list_imports without state and look at errors.'
const NOTHING_FOUND =
  'No import is there that fits; HubSpot lists only those of the same app. propose_mapping begins a new one.'

function nothingFound(state: string | undefined, { after }: Found): string {
  if (after !== null) return 'None of the imports looked at fits; call again with after to look at older ones.'
  return state === undefined || IMPORT_STATES.includes(state) ? NOTHING_FOUND : `${NO_SUCH_STATE} ${NOTHING_FOUND}`
}

/** HubSpot may have states that are not documented: they find what they find. */
const NO_SUCH_STATE = `States are ${IMPORT_STATES.join(', ')}.`

/** In HubSpot's spelling, also where the caller has the British one. */
function stateOf(text: string): string {
  const state = text.trim().toUpperCase()
  return state === 'CANCELLED' ? 'CANCELED' : state
}

interface Search {
  after: string | undefined
  limit: number
  filtered: boolean
  keep: (record: ImportRecord) => boolean
}

interface Found {
  records: ImportRecord[]
  after: string | null
  brokenOff?: string
}

/**
 * Whole pages of HubSpot, so that its cursor stays valid: with a filter up to a page more than `limit`. Pages before one
 * that HubSpot does not give are kept.
 */
async function collect({ after: first, limit, filtered, keep }: Search, call: ToolCall): Promise<Found> {
  const hubspot = await call.connect()
  const records: ImportRecord[] = []
  const read = readSmaller(filtered ? LARGEST_PAGE : limit, (page) =>
    hubspot.imports.list(page, { signal: call.signal }),
  )
  let count = 0
  let next: string | null = null
  try {
    for await (const { results, after } of pages(read, { after: first })) {
      records.push(...results.filter(keep))
      count += 1
      next = after
      if (records.length >= limit || count === MAX_PAGES) break
    }
    return { records, after: next }
  } catch (error) {
    if (count === 0 || !(error instanceof UsageError) || error.code === 'cancelled') throw error
    return { records, after: error.code === 'hubspot_paging_loop' ? null : next, brokenOff: error.message }
  }
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
