import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../clock.ts'
import { type ErrorCode, UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../measure.ts'
import type { Principal } from '../principal.ts'
import type { Limits } from '../server/limits.ts'
import { nextRequestId } from '../server/request-id.ts'
import type { Authentication, Caller } from './auth/authentication.ts'
import { tooLarge } from './store-body.ts'
import type { UploadLinks } from './upload-links.ts'
import { answerPage } from './upload-page.ts'
import type { UploadReceipt, Uploads } from './uploads.ts'
import { sendAnswer } from './web-answer.ts'

type Owner = Pick<Principal, 'name'> | undefined

export interface FilesDeps {
  authentication: Authentication
  /** The files of one caller. */
  uploadsOf: (owner: Owner) => Uploads
  links: UploadLinks
  limits: Limits
  /** How long a file may stand still on its way. */
  uploadIdleMs?: number
}

export interface UploadRoute extends FilesDeps {
  maxBytes: number
  /** Tells of what is not the caller's fault; gives the text of the answer. */
  describe: (error: unknown) => string
  measure: Measure
  log: Log
  clock: Clock
}

const STATUS = new Map<ErrorCode, number>([
  ['file_too_large', 413],
  ['file_type_unsupported', 415],
  ['invalid_arguments', 400],
  ['file_not_found', 404],
  ['path_not_allowed', 404],
  ['busy', 503],
  ['disk_full', 507],
  ['journal_unavailable', 503],
])

/**
 * PUT /files/{name}: 201 and the handle that tools take as `file`. GET /files/{id}: a file a tool has written, which a
 * person fetches with GET /files/{id}?link=….
 * GET /files/new?link=…: the page where a person sends one file, which it then does with PUT /files/{name}?link=….
 */
export async function answerFiles(req: IncomingMessage, res: ServerResponse, route: UploadRoute): Promise<void> {
  const gone = new AbortController()
  res.on('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  endIdle(req, res, route.uploadIdleMs)
  const exchange = { ...route, signal: gone.signal }
  try {
    const { path, link } = partsOf(req.url ?? '')
    if (req.method === 'GET' && path === '/files/new') return answerPage(res)
    if (req.method !== 'PUT' && req.method !== 'GET') {
      return answer(res, 405, { error: 'Use PUT /files/{name} or GET /files/{id}.' }, { allow: 'GET, PUT' })
    }
    if (link !== null) return await byLink(link, { req, res, path }, exchange)
    const caller = await identify(req, route)
    if (caller instanceof Response) return await sendAnswer(res, caller)
    if (req.method === 'PUT') answer(res, 201, await receive(caller.principal, req, exchange))
    else await give(caller.principal, path, res, exchange)
  } catch (error) {
    if (req.method === 'PUT') route.measure({ what: 'upload', outcome: 'refused', bytes: 0 })
    if (gone.signal.aborted) return
    answer(res, statusOf(error), { error: route.describe(error) }, retryAfter(error))
  }
}

/**
 * A connection that was lost without a word would take the place of a call for an hour. What has arrived and is being
 * checked may take its time.
 */
function endIdle(req: IncomingMessage, res: ServerResponse, ms = 60_000): void {
  req.setTimeout(ms, () => {
    if (!req.complete || res.headersSent) req.destroy()
  })
}

type Exchange = UploadRoute & { signal: AbortSignal }

/** Files are for plans, those that come and those that tools write. */
async function identify(req: IncomingMessage, { authentication }: UploadRoute): Promise<Caller | Response> {
  const caller = await authentication.identify(req.headers.authorization)
  if (caller instanceof Response || caller.principal?.scopes.includes('imports:plan') !== false) return caller
  return authentication.refuseScope('imports:plan', 'Sending and fetching files', caller)
}

interface Asked {
  req: IncomingMessage
  res: ServerResponse
  path: string
}

/** Instead of a token: the right to send one file, or to fetch one. */
async function byLink(ticket: string, { req, res, path }: Asked, exchange: Exchange): Promise<void> {
  if (req.method === 'GET') {
    const { principal } = exchange.links.readDownload(ticket, nameIn(path))
    return await give(ownerOf(principal), path, res, exchange)
  }
  const link = exchange.links.read(ticket)
  const owner = ownerOf(link.principal)
  answer(res, 201, await exchange.uploadsOf(owner).onceFor(link, () => receive(owner, req, exchange)))
}

const ownerOf = (principal: string | null): Owner => (principal === null ? undefined : { name: principal })

function receive(owner: Owner, req: IncomingMessage, exchange: Exchange): Promise<UploadReceipt> {
  const { uploadsOf, limits, maxBytes, measure, signal } = exchange
  return witnessed('upload', owner, exchange, async () => {
    mustBeTheFile(req)
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    using _call = { [Symbol.dispose]: limits.enter(owner, 'read') }
    const receipt = await uploadsOf(owner).receive(nameIn(partsOf(req.url ?? '').path), req, signal)
    measure({ what: 'upload', outcome: 'stored', bytes: receipt.bytes })
    return receipt
  })
}

/** A line of the log, as each call of a tool has one. The file's name is not in it: it can be that of a person. */
async function witnessed<Sent extends { bytes: number }>(
  what: 'upload' | 'download',
  owner: Owner,
  { clock, log, signal }: Exchange,
  send: () => Promise<Sent>,
): Promise<Sent> {
  const [requestId, startedAt] = [nextRequestId(), clock.now()]
  const tell = (outcome: string, bytes: number) =>
    log('info', what, { requestId, outcome, bytes, ms: clock.now() - startedAt, principal: owner?.name ?? 'local' })
  try {
    const sent = await send()
    tell('ok', sent.bytes)
    return sent
  } catch (error) {
    const otherwise = signal.aborted ? 'cancelled' : 'internal'
    tell(error instanceof UsageError ? error.code : otherwise, 0)
    throw error
  }
}

/** What is kept is the body as it comes: a form would be kept with its borders, and a part of a file as if it were all. */
function mustBeTheFile({ headers }: IncomingMessage): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity', 'content-range': range } = headers
  const { 'transfer-encoding': transfer = 'chunked' } = headers
  if (/^multipart\//i.test(type)) throw notTheFile('file_type_unsupported', 'is a form (multipart)')
  if (encoding.toLowerCase() !== 'identity') throw notTheFile('file_type_unsupported', 'is packed (Content-Encoding)')
  // Node undoes only this one.
  if (transfer.toLowerCase() !== 'chunked') throw notTheFile('file_type_unsupported', 'is packed (Transfer-Encoding)')
  if (range !== undefined) throw notTheFile('invalid_arguments', 'is a part of a file (Content-Range)')
}

const notTheFile = (code: ErrorCode, what: string) =>
  new UsageError(
    code,
    `The body of the request ${what}, not the file itself.`,
    'Send the bytes of the whole file: curl -T FILE.',
  )

/** Without authentication, knowing the 128 bits of the id is the right to read the file. */
async function give(owner: Owner, path: string, res: ServerResponse, exchange: Exchange): Promise<void> {
  const { uploadsOf, limits, signal } = exchange
  await witnessed('download', owner, exchange, async () => {
    using _call = { [Symbol.dispose]: limits.enter(owner, 'read') }
    await using file = await uploadsOf(owner).open(`upload:${nameIn(path)}`)
    res.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.bytes,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    await pipeline(file.stream({ signal }), res, { signal })
    return { bytes: file.bytes }
  })
}

function partsOf(url: string): { path: string; link: string | null } {
  const [path = '', query = ''] = url.split('?')
  return { path, link: new URLSearchParams(query).get('link') }
}

function nameIn(path: string): string {
  try {
    return decodeURIComponent(path.slice('/files/'.length))
  } catch (cause) {
    throw new UsageError('invalid_arguments', 'The file name in the address is not URL-encoded.', 'Encode it.', {
      cause,
    })
  }
}

function statusOf(error: unknown): number {
  if (!(error instanceof UsageError)) return 500
  if (error.retryAfterSeconds !== undefined) return 429
  return STATUS.get(error.code) ?? 422
}

function retryAfter(error: unknown): Record<string, string> {
  const seconds = error instanceof UsageError ? error.retryAfterSeconds : undefined
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

/** After a refusal the rest of the body is not read: the connection ends. */
function answer(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (status >= 400) res.setHeader('connection', 'close')
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
