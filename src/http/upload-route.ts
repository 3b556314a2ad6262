import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type ErrorCode, UsageError } from '../errors.ts'
import { tooLarge } from './store-body.ts'
import type { Uploads } from './uploads.ts'

export interface UploadRoute {
  uploads: Uploads
  maxBytes: number
  /** Tells of what is not the caller's fault; gives the text of the answer. */
  describe: (error: unknown) => string
}

const STATUS = new Map<ErrorCode, number>([
  ['file_too_large', 413],
  ['file_type_unsupported', 415],
  ['invalid_arguments', 400],
  ['file_not_found', 404],
  ['path_not_allowed', 404],
  ['busy', 503],
  ['disk_full', 507],
])

/** PUT /files/{name}: 201 and the handle that tools take as `file`. GET /files/{id}: a file a tool has written. */
export async function answerFiles(req: IncomingMessage, res: ServerResponse, route: UploadRoute): Promise<void> {
  const gone = new AbortController()
  res.on('close', () => gone.abort())
  try {
    if (req.method === 'PUT') return await receive(req, res, { ...route, signal: gone.signal })
    if (req.method === 'GET') return await give(req, res, { ...route, signal: gone.signal })
    answer(res, 405, { error: 'Use PUT /files/{name} or GET /files/{id}.' }, { allow: 'GET, PUT' })
  } catch (error) {
    if (gone.signal.aborted) return
    answer(res, statusOf(error), { error: route.describe(error) })
  }
}

type Exchange = UploadRoute & { signal: AbortSignal }

async function receive(
  req: IncomingMessage,
  res: ServerResponse,
  { uploads, maxBytes, signal }: Exchange,
): Promise<void> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  answer(res, 201, await uploads.receive(nameIn(req.url ?? ''), req, signal))
}

/** Knowing the 128 bits of the id is the right to read the file. */
async function give(req: IncomingMessage, res: ServerResponse, { uploads, signal }: Exchange): Promise<void> {
  await using file = await uploads.open(`upload:${nameIn(req.url ?? '')}`)
  res.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': file.bytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    'x-content-type-options': 'nosniff',
  })
  await pipeline(file.stream({ signal }), res, { signal })
}

function nameIn(url: string): string {
  const [path = ''] = url.split('?')
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
  return STATUS.get(error.code) ?? 422
}

/** After a refusal the rest of the body is not read: the connection ends. */
function answer(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const close = status >= 400 ? { connection: 'close' } : {}
  res.writeHead(status, { 'content-type': 'application/json', ...close, ...headers }).end(JSON.stringify(body))
}
