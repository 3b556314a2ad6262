import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { checkContent } from './check-content.ts'
import { formatOf } from './file-format.ts'
import { fill, readAhead, reusedChunks } from './read-ahead.ts'
import type { SourceFile, StreamOptions } from './source-file.ts'

export interface OpenOptions {
  /** Replaces the last part of the path where the stored name is not the person's own (uploads). Decides the format. */
  fileName?: string
  /** Runs before anything is told about the file or read from it; throws to refuse it. */
  checkHandle?: (handle: FileHandle) => Promise<void>
}

/**
 * Opens a path that is trusted: chosen by us or already checked by AllowedFiles.
 *
 * A link as last part, a folder, a pipe or a device is refused without waiting for it; so are unknown extensions,
 * empty files, binary content and private keys.
 */
export async function openFile(realPath: string, options: OpenOptions = {}): Promise<SourceFile> {
  const fileName = options.fileName ?? basename(realPath)
  const format = formatOf(fileName)
  const handle = await openHandle(realPath)
  try {
    await options.checkHandle?.(handle)
    const { size } = await regular(handle, fileName)
    const file = sourceFile(handle, { realPath, fileName, format, bytes: size })
    await checkContent(file)
    return file
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    // O_NONBLOCK: opening a pipe without a writer would otherwise block a thread for ever.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw openProblem(error, path)
  }
}

async function regular(handle: FileHandle, fileName: string): Promise<Stats> {
  const stats = await handle.stat()
  if (!stats.isFile()) throw notRegular(fileName)
  if (stats.size === 0) {
    throw new UsageError('file_empty', `${safeText(fileName)} has 0 bytes.`, 'Export the file again and pass its path.')
  }
  return stats
}

/** What an errno of opening or resolving a path means for the caller. */
export function openProblem(error: unknown, path: string): unknown {
  const shown = safeText(path)
  const fix = 'Check the path and pass it as file.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UsageError('file_not_found', `There is no file "${shown}".`, fix)
    case 'ELOOP':
      return new UsageError('path_not_allowed', `"${shown}" is a link.`, 'Pass the path of the file itself.')
    case 'ENAMETOOLONG':
      return new UsageError('path_not_allowed', `The path "${shown}" is too long.`, fix)
    case 'EISDIR':
    case 'ENXIO':
      return notRegular(path)
    case '':
      return error
    default:
      return new UsageError(
        'file_unreadable',
        `"${shown}" cannot be read (${code}).`,
        'Give the user that runs this server the right to read the file, or copy it to a place where it has it.',
        { cause: error },
      )
  }
}

function notRegular(name: string): UsageError {
  const message = `"${safeText(name)}" is a folder, pipe or device, not a file.`
  return new UsageError('file_not_regular', message, 'Pass the path of a CSV, .xlsx or .xls file as file.')
}

function sourceFile(
  handle: FileHandle,
  facts: Pick<SourceFile, 'realPath' | 'fileName' | 'format' | 'bytes'>,
): SourceFile {
  const last = facts.bytes - 1
  const present = <T>(read: T, position: number, length: number): T => {
    if (length === 0) throw becameShorter(facts.fileName, { position, bytes: facts.bytes })
    return read
  }
  const readNew = async (position: number, length: number) => {
    const chunk = await readFully(handle, position, length)
    return present(chunk, position, chunk.length)
  }
  const readInto = async (target: Uint8Array, position: number) => {
    const length = await fill(handle, target, position)
    return present(length, position, length)
  }
  const stream = ({ signal, highWaterMark, ...span }: StreamOptions = {}) =>
    Readable.from(readAhead(readNew, { start: 0, end: last, chunkBytes: highWaterMark, ...span }), {
      objectMode: false,
      highWaterMark,
      signal,
    })
  const chunks: SourceFile['chunks'] = (span) => reusedChunks(readInto, { start: 0, end: last, ...span })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= handle.close()
    return closed
  }
  return {
    ...facts,
    read: (position, length) => readFully(handle, position, Math.min(length, facts.bytes - position)),
    readInto: (target, position) => fill(handle, target.subarray(0, Math.max(0, facts.bytes - position)), position),
    stream,
    chunks,
    sha256: (options) => sha256(chunks({ signal: options?.signal }), options?.onBytes),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  if (length <= 0) return new Uint8Array(0)
  const buffer = Buffer.allocUnsafeSlow(length)
  return buffer.subarray(0, await fill(handle, buffer, position))
}

function becameShorter(fileName: string, { position, bytes }: { position: number; bytes: number }): UsageError {
  return new UsageError(
    'file_changed',
    `${safeText(fileName)} became shorter while it was read (${position} of ${bytes} bytes are left).`,
    'Wait until nothing writes to the file, then call propose_mapping again.',
  )
}

async function sha256(chunks: AsyncIterable<Uint8Array>, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.length
    onBytes?.(bytes)
  }
  return hash.digest('hex')
}
