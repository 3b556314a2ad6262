import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { chainLine, type Link, NO_LINE, readChainLine } from './chain.ts'

/** The end of a chain, kept in a second place: from it a cut tail is known. */
export interface Head {
  path: string
  chain: string
  seq: number
  hash: string
}

export interface AuditFile {
  /** On disk when it resolves. @throws UsageError journal_unavailable */
  append(entry: object): Promise<void>
  /** What keeps lines from being written; undefined: nothing. Makes the file where there is none yet. */
  problem(): Promise<string | undefined>
}

/** Longer than any line. */
const TAIL_BYTES = 65_536

interface Writer {
  path: string
  realPath?: string
  chain: string
  keepHead: (head: Head) => Promise<void>
  /** Which file it is; a file put in its place, or none, is not written to. */
  identity?: string
  seq: number
  hash?: string
  /** Of the file after our last line. */
  bytes?: number
}

/**
 * One line after the other at the end of the file (0600). A file that was there is continued; one that is gone or was
 * replaced while the program runs takes no more lines, because what was in it is no longer told by what follows.
 */
export function openAuditFile(path: string, keepHead: Writer['keepHead']): AuditFile {
  const writer: Writer = { path, chain: randomBytes(8).toString('hex'), keepHead, seq: 0 }
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: (file: FileHandle) => Promise<T>): Promise<T> => {
    const done = last
      .then(() => withFile(writer, work))
      .catch((error: unknown) => Promise.reject(unwritable(path, error)))
    last = done.catch(() => undefined)
    return done
  }
  return {
    append: (entry) => inTurn((file) => appendLine(file, writer, entry)),
    problem: () =>
      inTurn(async () => undefined).catch((error: unknown) => (error instanceof Error ? error.message : String(error))),
  }
}

const { O_RDWR, O_APPEND, O_CREAT } = constants

async function withFile<T>(writer: Writer, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const mayMake = writer.identity === undefined ? O_CREAT : 0
  const file = await open(writer.path, O_RDWR | O_APPEND | mayMake, 0o600)
  try {
    const { dev, ino } = await file.stat()
    writer.realPath ??= await realpath(writer.path)
    writer.identity ??= `${dev}:${ino}`
    if (writer.identity !== `${dev}:${ino}`) throw new Error('another file was put in its place')
    return await work(file)
  } finally {
    await file.close()
  }
}

async function appendLine(file: FileHandle, writer: Writer, entry: object): Promise<void> {
  const { size } = await file.stat()
  const tail = size === writer.bytes ? { hash: writer.hash, torn: false } : await readTail(file, size)
  const line = chainLine(entry, nextLink(writer, tail.hash))
  // What a crash or a full disk left of a line stays as it is; ours begins on a new one.
  const text = `${tail.torn ? '\n' : ''}${line.text}`
  await file.appendFile(text)
  await file.datasync()
  Object.assign(writer, { seq: writer.seq + 1, hash: line.hash, bytes: size + Buffer.byteLength(text) })
  const { path, realPath = path, chain, seq } = writer
  await writer.keepHead({ path: realPath, chain, seq, hash: line.hash })
}

function nextLink({ chain, seq, hash }: Writer, inFile: string | undefined): Link {
  const at = { chain, seq: seq + 1, prev: hash ?? inFile ?? NO_LINE }
  const isForeign = hash !== undefined && inFile !== undefined && inFile !== hash
  return isForeign ? { ...at, seen: inFile } : at
}

/** The hash of the last whole line, and whether something that is no whole line stands after it. */
async function readTail(file: FileHandle, size: number): Promise<{ hash?: string; torn: boolean }> {
  const length = Math.min(size, TAIL_BYTES)
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
  const text = buffer.toString('utf8')
  const hash = text
    .split('\n')
    .map(readChainLine)
    .findLast((line) => line !== undefined)?.hash
  return { ...(hash !== undefined && { hash }), torn: text !== '' && !text.endsWith('\n') }
}

function unwritable(path: string, cause: unknown): UsageError {
  if (cause instanceof UsageError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new UsageError(
    'journal_unavailable',
    `The audit log ${path} cannot be written (${why}), so nothing is written to HubSpot.`,
    'Let the operator make the file writable, free some space or start the server again. Tools that only read work meanwhile.',
    { outcome: 'not_started', cause },
  )
}
