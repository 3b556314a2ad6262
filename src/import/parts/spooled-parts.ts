import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { fill, reusedChunks } from '../../table/read-ahead.ts'
import { fileChanged } from '../file-changed.ts'
import type { PlannedFile } from '../plan.ts'
import { hasCode, stateFolderError } from '../state-folder.ts'
import type { RowPiece } from './cut-rows.ts'
import type { FilePart, FileUpload, PreparedFile } from './file-upload.ts'

export interface SpoolOptions {
  file: PlannedFile
  fileName: string
  /** First line of each part. */
  header: Uint8Array
  /** All rows in order, the same with every call. `isFirst`: within the call that asks for the upload. */
  pieces: (isFirst: boolean) => AsyncGenerator<RowPiece>
  /** Folder for the copies; each is private, and one of a file is there at a time. */
  folder: string
  /** After all rows were read. @throws UsageError file_changed */
  mustBeUnchanged: () => Promise<void>
  /** Frees the source. */
  close: () => Promise<void>
}

/** Parts that are copies. The first is written while the rows are read to find out how many parts there are. */
export async function spooledParts(options: SpoolOptions): Promise<FileUpload> {
  const { fileName, header, folder, pieces, mustBeUnchanged, close } = options
  const first = await openCopy(folder)
  try {
    const measured = await measure(pieces(true), header, first)
    await mustBeUnchanged()
    const copies = openCopies({ ...options, parts: measured.parts }, first.path)
    return {
      fileName,
      ...measured,
      async prepare(index): Promise<PreparedFile> {
        const { bytes, sha256 } = measured.parts[index] ?? { bytes: 0, sha256: '' }
        const path = await copies.take(index)
        const remove = () => rm(path, { force: true })
        return {
          fileName,
          bytes,
          sha256,
          stream: () => chunksOf(path),
          close: remove,
        }
      },
      async close() {
        await copies.end()
        await close()
      },
    }
  } catch (error) {
    await rm(first.path, { force: true })
    throw spoolError(error, folder)
  } finally {
    await first.handle.close()
  }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const copy = await open(path)
  try {
    const { size } = await copy.stat()
    yield* reusedChunks((target, position) => fill(copy, target, position), { start: 0, end: size - 1 })
  } finally {
    await copy.close()
  }
}

async function measure(
  pieces: AsyncIterable<RowPiece>,
  header: Uint8Array,
  first: Copy,
): Promise<Pick<FileUpload, 'parts' | 'splits'>> {
  const parts: FilePart[] = []
  const splits = new Set<string>()
  let part = openPart(header, 0)
  await first.handle.appendFile(header)
  for await (const piece of pieces) {
    if (piece.part > parts.length) {
      parts.push(part.end())
      part = openPart(header, part.recordsBehind())
    }
    part.add(piece)
    for (const name of piece.splits) splits.add(name)
    if (piece.part === 0) await first.handle.appendFile(piece.bytes)
  }
  parts.push(part.end())
  return { parts, splits: [...splits] }
}

function openPart(header: Uint8Array, recordsBefore: number) {
  const hash = createHash('sha256').update(header)
  const totals = { rows: 0, bytes: header.length }
  return {
    add({ rows, bytes }: RowPiece): void {
      hash.update(bytes)
      totals.rows += rows
      totals.bytes += bytes.length
    },
    recordsBehind: () => recordsBefore + totals.rows,
    end: (): FilePart => ({ ...totals, recordsBefore, sha256: hash.digest('hex') }),
  }
}

interface Copies {
  /** Path of the copy of a part. Its taker removes it. */
  take(index: number): Promise<string>
  end(): Promise<void>
}

function openCopies(options: SpoolOptions & { parts: readonly FilePart[] }, firstPath: string): Copies {
  let first: string | undefined = firstPath
  let reading: { rows: AsyncGenerator<RowPiece>; ahead: RowPiece | undefined } | undefined
  const begin = () => ({ rows: options.pieces(false), ahead: undefined })
  return {
    async take(index) {
      if (index === 0 && first !== undefined) {
        const path = first
        first = undefined
        return path
      }
      if (reading?.ahead === undefined || reading.ahead.part > index) {
        await reading?.rows.return(undefined)
        reading = begin()
      }
      return writePart(index, reading, options)
    },
    async end() {
      await reading?.rows.return(undefined)
      if (first !== undefined) await rm(first, { force: true })
    },
  }
}

async function writePart(
  index: number,
  reading: { rows: AsyncGenerator<RowPiece>; ahead: RowPiece | undefined },
  { file, folder, header, parts }: SpoolOptions & { parts: readonly FilePart[] },
): Promise<string> {
  const copy = await openCopy(folder)
  const hash = createHash('sha256').update(header)
  try {
    await copy.handle.appendFile(header)
    for (;;) {
      const piece = reading.ahead ?? (await next(reading.rows))
      reading.ahead = piece
      if (piece === undefined || piece.part > index) break
      reading.ahead = undefined
      if (piece.part < index) continue
      hash.update(piece.bytes)
      await copy.handle.appendFile(piece.bytes)
    }
    if (hash.digest('hex') !== parts[index]?.sha256) throw fileChanged(file)
    return copy.path
  } catch (error) {
    await rm(copy.path, { force: true })
    throw spoolError(error, folder)
  } finally {
    await copy.handle.close()
  }
}

async function next(rows: AsyncGenerator<RowPiece>): Promise<RowPiece | undefined> {
  const { done, value } = await rows.next()
  return done === true ? undefined : value
}

interface Copy {
  path: string
  handle: FileHandle
}

async function openCopy(folder: string): Promise<Copy> {
  const path = join(folder, `${randomBytes(16).toString('hex')}.csv`)
  try {
    await makeFolder(folder)
    await removeLeftOver(folder)
    return { path, handle: await open(path, 'wx', 0o600) }
  } catch (error) {
    throw stateFolderError(folder, error).withOutcome('not_started')
  }
}

const DAY_MS = 24 * 3_600_000

/** Copies of uploads that a crash cut off. No upload of a part runs for a day. */
async function removeLeftOver(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found !== undefined && Date.now() - found.mtimeMs > DAY_MS) await rm(join(folder, name), { force: true })
  }
}

function spoolError(error: unknown, folder: string): unknown {
  const isFull = hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')
  return isFull ? stateFolderError(folder, error).withOutcome('not_started') : error
}
