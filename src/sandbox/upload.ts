import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { makeFolder } from '../make-folder.ts'
import { badRequest, Refusal, unsupportedMediaType } from './refusal.ts'
import type { SandboxRequest } from './route.ts'

/** One uploaded file, complete on disk. */
export interface UploadedFile {
  fileName: string
  path: string
  bytes: number
  /** Line breaks, and one more when the last line has none; a line break inside quotes counts too. */
  lines: number
  sha256: string
}

export interface Upload {
  /** Text of the importRequest part; undefined when there is none. */
  importRequest: string | undefined
  files: UploadedFile[]
}

const MAX_REQUEST_BYTES = 10_000_000

/**
 * Streams the parts into `folder`, which is made, and which the caller removes when the import ends. Nothing counts
 * before the whole body is there: an upload that breaks off leaves nothing behind.
 * @throws Refusal 415, 404 for a Content-Type without boundary or a doubled one, 400, 429 for a file above `fileSize` bytes
 */
export async function receiveUpload(request: SandboxRequest, folder: string, fileSize: number): Promise<Upload> {
  checkContentType(request)
  await makeFolder(folder)
  try {
    return await receiveParts(request, folder, fileSize)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function checkContentType({ headers, rawHeaders }: SandboxRequest): void {
  const contentType = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(contentType)) throw unsupportedMediaType()
  const sent = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type')
  if (sent.length > 1 || !/;\s*boundary=/i.test(contentType))
    throw new Refusal(404, { message: '404 text/html is not accepted' })
}

async function receiveParts(request: SandboxRequest, folder: string, fileSize: number): Promise<Upload> {
  const parser = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    preservePath: true,
    highWaterMark: 1 << 20,
    fileHwm: 1 << 20,
    limits: { fieldSize: MAX_REQUEST_BYTES, fileSize },
  })
  const upload: Upload = { importRequest: undefined, files: [] }
  const writes: Promise<void>[] = []
  const write = (work: Promise<void>) =>
    writes.push(
      work.catch((error: unknown) => {
        parser.destroy(error instanceof Error ? error : new Error(String(error)))
        throw error
      }),
    )
  parser.on('field', (name, value) => {
    if (name === 'importRequest') upload.importRequest = value
  })
  parser.on('file', (name, stream, { filename = '' }) => {
    if (name === 'importRequest') write(readRequestPart(stream, upload))
    else if (name === 'files') write(store(stream, filename, join(folder, `${writes.length}`), upload))
    else stream.resume()
  })
  const parsed = await settled(pipeline(request.body, parser))
  const written = await Promise.all(writes.map(settled))
  const failed = [...written, parsed].find((outcome) => outcome !== undefined)
  if (failed !== undefined) throw brokenUpload(failed)
  if (!request.isComplete()) throw badRequest('The request body ended early.')
  return upload
}

/** The error of a promise, or undefined. */
const settled = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error ?? new Error('failed'),
  )

const brokenUpload = (reason: unknown): Error =>
  reason instanceof Refusal ? reason : badRequest(`Unable to read the multipart body: ${String(reason)}`)

/** Clients that send the JSON as a blob give it a file name. */
async function readRequestPart(stream: Readable, upload: Upload): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  upload.importRequest = Buffer.concat(chunks).toString('utf8')
}

async function store(stream: Readable & { truncated?: boolean }, fileName: string, path: string, upload: Upload) {
  const counter = createCounter()
  await pipeline(stream, counter.through, createWriteStream(path, { mode: 0o600, highWaterMark: 1 << 20 }))
  if (stream.truncated === true) throw tooLarge(`The file ${fileName} is larger than an import file can be.`)
  upload.files.push({ fileName, path, ...counter.result() })
}

/** The body of this 429 is not documented: a message, and none of the marks of the other 429. */
export const tooLarge = (message: string): Refusal => new Refusal(429, { message })

function createCounter() {
  const hash = createHash('sha256')
  let bytes = 0
  let lines = 0
  let last = NEWLINE
  const through = new Transform({
    readableHighWaterMark: 1 << 20,
    writableHighWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      hash.update(chunk)
      bytes += chunk.length
      lines += countLines(chunk)
      last = chunk.at(-1) ?? last
      done(null, chunk)
    },
  })
  const result = () => ({ bytes, lines: last === NEWLINE ? lines : lines + 1, sha256: hash.digest('hex') })
  return { through, result }
}

const NEWLINE = 10

function countLines(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
