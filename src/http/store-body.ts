import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UsageError } from '../errors.ts'

interface StoreOptions {
  maxBytes: number
  signal: AbortSignal
}

/** Streams a body into a new file (0600), hashing it. @throws UsageError file_too_large */
export async function storeBody(
  body: Readable,
  path: string,
  { maxBytes, signal }: StoreOptions,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* measured(source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(body, measured, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal })
  return { bytes, sha256: hash.digest('hex') }
}

export function tooLarge(maxBytes: number): UsageError {
  const megabytes = Math.floor(maxBytes / 1024 / 1024)
  return new UsageError(
    'file_too_large',
    `The file is larger than ${megabytes} MB.`,
    'Split it, or let the operator raise --max-upload-mb.',
  )
}

/** Work in a folder of this server. @throws UsageError disk_full, journal_unavailable: neither is the caller's to solve */
export async function inFolder<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw folderProblem(cause) ?? cause
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS'])

function folderProblem(cause: unknown): UsageError | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (FULL.has(code)) {
    const fix = 'Free some space and send it again.'
    return new UsageError('disk_full', 'The disk of the state folder is full.', fix, { cause })
  }
  if (!NOT_WRITABLE.has(code)) return undefined
  const fix = 'The operator has to make it writable for the user of the server; then send it again.'
  return new UsageError('journal_unavailable', 'The state folder of this server cannot be written.', fix, { cause })
}
