import type { RunImport } from '../../src/sandbox/import-scheduler.ts'
import type { EngineError, ImportJob, ImportResult } from '../../src/sandbox/run-import/import-job.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

export interface Reply {
  status: number
  headers: Headers
  body: unknown
}

/** Rates that no test reaches by accident. */
export const NO_RATE_LIMITS = {
  tenSecondly: 1e9,
  oauthTenSecondly: 1e9,
  daily: 1e9,
  searchesPerSecond: 1e9,
}

export interface CallOptions {
  token?: string | null
  json?: unknown
  form?: Record<string, string>
  headers?: Record<string, string>
  body?: NonNullable<RequestInit['body']>
}

/** One call as any client makes it; `METHOD /path`. */
export async function call(sandbox: Sandbox, request: string, options: CallOptions = {}): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ')
  const token = options.token === undefined ? sandbox.accessToken : options.token
  const headers = new Headers(options.headers)
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (options.json !== undefined) headers.set('content-type', 'application/json')
  const response = await fetch(sandbox.url + path, { method, headers, body: bodyOf(options) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

function bodyOf({ json, form, body }: CallOptions): NonNullable<RequestInit['body']> | null {
  if (json !== undefined) return JSON.stringify(json)
  if (form !== undefined) return new URLSearchParams(form)
  return body ?? null
}

/** Takes a value out of an answer by its path; undefined when it is not there. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}

export const CONTACT_COLUMNS = [
  { columnObjectTypeId: '0-1', columnName: 'First Name', propertyName: 'firstname' },
  { columnObjectTypeId: '0-1', columnName: 'Last Name', propertyName: 'lastname' },
  { columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
]

export const CONTACT_CSV =
  'First Name,Last Name,Email\nJohn,Doe,john.doe@example.com\nJane,Smith,jane.smith@example.com\n'

/** The importRequest of the guide's first example. */
export function contactRequest(changes: Record<string, unknown> = {}, mappings: readonly unknown[] = CONTACT_COLUMNS) {
  return {
    name: 'First Contact Data',
    importOperations: { '0-1': 'CREATE' },
    dateFormat: 'DAY_MONTH_YEAR',
    files: [
      {
        fileName: 'contacts.csv',
        fileFormat: 'CSV',
        fileImportPage: { hasHeader: true, columnMappings: mappings },
      },
    ],
    ...changes,
  }
}

export interface UploadOptions extends CallOptions {
  /** A text is sent as it is. */
  request?: unknown
  files?: readonly { name: string; content: string | Blob }[]
  path?: string
}

export function upload(sandbox: Sandbox, options: UploadOptions = {}): Promise<Reply> {
  const { request = contactRequest(), files = [{ name: 'contacts.csv', content: CONTACT_CSV }] } = options
  const form = new FormData()
  for (const { name, content } of files) form.append('files', new Blob([content], { type: 'text/csv' }), name)
  form.append('importRequest', typeof request === 'string' ? request : JSON.stringify(request))
  return call(sandbox, `POST ${options.path ?? '/crm/v3/imports'}`, { ...options, body: form })
}

export async function startedId(sandbox: Sandbox, options: UploadOptions = {}): Promise<string> {
  const reply = await upload(sandbox, options)
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
  return String(at(reply.body, 'id'))
}

export async function stateOf(sandbox: Sandbox, id: string): Promise<unknown> {
  return at((await call(sandbox, `GET /crm/v3/imports/${id}`)).body, 'state')
}

/** An engine that takes this many slices, has these errors and ends like this. Records what it was asked to do. */
export function standInEngine(script: {
  slices?: number
  errors?: readonly (Partial<EngineError> & Pick<EngineError, 'lineNumber'>)[]
  result?: ImportResult
}): { run: RunImport; jobs: ImportJob[] } {
  const jobs: ImportJob[] = []
  const run: RunImport = async (job, _store, hooks) => {
    jobs.push(job)
    for (const error of script.errors ?? []) {
      hooks.error({
        errorType: 'INVALID_EMAIL',
        fileId: job.files[0]?.fileId ?? 0,
        objectTypeId: '0-1',
        columnNumber: 2,
        propertyName: 'email',
        invalidValue: 'nobody',
        message: 'not an address',
        rowData: ['a', 'b', 'nobody'],
        ...error,
      })
    }
    for (let slice = 1; slice <= (script.slices ?? 1); slice += 1) {
      hooks.counters({ TOTAL_ROWS: slice, CREATED_OBJECTS: 0 })
      await hooks.yieldNow()
      if (hooks.cancelled()) return { state: 'CANCELED', counters: { TOTAL_ROWS: slice } }
    }
    return script.result ?? { state: 'DONE', counters: { TOTAL_ROWS: script.slices ?? 1, ERRORS: 0 } }
  }
  return { run, jobs }
}
