import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UsageError } from '../errors.ts'

interface StoreOptions {
  maxBytes: number
  signal: AbortSignal
}

/** Streams a body into a new file (0600), hashing it. @throws UsageError file_too_large, disk_full */
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
  await pipeline(body, measured, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal }).catch(
    refuseFullDisk,
  )
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

function refuseFullDisk(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')) {
    throw new UsageError('disk_full', 'The disk of the state folder is full.', 'Free some space and send it again.', {
      cause,
    })
  }
  throw cause
}
