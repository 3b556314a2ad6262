import type { IncomingMessage, ServerResponse } from 'node:http'
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
  ['busy', 503],
  ['disk_full', 507],
])

/** PUT /files/{name}: 201 and the handle that tools take as `file`. */
export async function receiveUpload(req: IncomingMessage, res: ServerResponse, route: UploadRoute): Promise<void> {
  const gone = new AbortController()
  res.on('close', () => gone.abort())
  try {
    if (req.method !== 'PUT') return answer(res, 405, { error: 'Use PUT /files/{name}.' }, { allow: 'PUT' })
    if (Number(req.headers['content-length'] ?? 0) > route.maxBytes) throw tooLarge(route.maxBytes)
    const receipt = await route.uploads.receive(nameIn(req.url ?? ''), req, gone.signal)
    answer(res, 201, receipt)
  } catch (error) {
    if (gone.signal.aborted) return
    answer(res, statusOf(error), { error: route.describe(error) })
  }
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
