import { createHash, randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import { folderNames } from '../folder-names.ts'
import { makeFolder } from '../make-folder.ts'
import { safeText } from '../safe-text.ts'
import type { AllowedFiles } from '../table/allowed-files.ts'
import { formatOf } from '../table/file-format.ts'
import type { NewFile } from '../table/new-file.ts'
import { openFile } from '../table/open-file.ts'
import type { SourceFile } from '../table/source-file.ts'
import { inFolder, storeBody } from './store-body.ts'
import { type UploadLink, useLinkOnce } from './upload-links.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const AT_ONCE = 4
/** Of the largest one: what a caller may keep, so that nobody fills the disk on which the journal of all is written. */
const MOST_FILES = 20
/** Between two looks at all that a caller keeps: at least so long, and so many times as long as the last one took. */
const LOOK_MS = 60_000
const LOOK_SHARE = 100
const HANDLE = /^upload:([0-9a-f]{32})$/

const stored = z.object({ fileName: z.string(), bytes: z.number(), sha256: z.string() })

export interface UploadReceipt {
  /** What tools take as `file`. Knowing it is the right to use it. */
  file: string
  fileName: string
  bytes: number
  sha256: string
}

export interface Uploads extends AllowedFiles {
  /**
   * Keeps the body for a day. `name` is a label; it decides the format and is never part of a path.
   * @throws UsageError file_type_unsupported, file_too_large, file_empty and others about the content; busy; disk_full,
   * also where the caller has as much as is kept for one; journal_unavailable
   */
  receive(name: string, body: Readable, signal: AbortSignal): Promise<UploadReceipt>
  /** Does what a link is for, once. @throws UsageError path_not_allowed */
  onceFor<T>(link: UploadLink, work: () => Promise<T>): Promise<T>
  /** A file that a tool writes for the caller, who fetches it with GET /files/{id}. It exists once it is closed. */
  create(name: string): Promise<NewFile>
}

interface UploadsOptions {
  maxBytes: number
  clock: Clock
  /** Where a person can send a file, told when a path is given instead of a handle. */
  newLink?: () => string
  /** Where a person can fetch the file with this id. */
  downloadLink?: (id: string) => string
}

/**
 * Files for a server that has no right to its caller's disk: they arrive by PUT and are named by a handle. They lie in the
 * folder of one caller, so a handle of somebody else is one that does not exist.
 */
export function createUploads(stateDir: string, { maxBytes, clock, newLink, downloadLink }: UploadsOptions): Uploads {
  const folder = join(stateDir, 'uploads')
  let running = 0
  const room = createRoom(folder, MOST_FILES * maxBytes, clock)
  const prepare = async () => {
    await makeFolder(folder)
    await room.mustBeLeft()
  }
  return {
    folders: [],
    // Knowing a handle is the right to use it.
    tables: async () => [],
    open(handle) {
      const id = HANDLE.exec(handle)?.[1]
      return id === undefined ? Promise.reject(notAHandle(handle, newLink?.())) : openUpload(folder, id, clock)
    },
    linkTo(handle) {
      const id = HANDLE.exec(handle)?.[1]
      return id === undefined ? undefined : downloadLink?.(id)
    },
    onceFor: (link, work) => useLinkOnce(stateDir, link, work),
    async receive(name, body, signal) {
      const fileName = labelOf(name)
      formatOf(fileName)
      if (running >= AT_ONCE) throw tooManyAtOnce()
      running += 1
      try {
        return await inFolder(async () => {
          await prepare()
          const receipt = await keep(folder, fileName, { body, signal, maxBytes })
          room.take(receipt.bytes)
          return receipt
        })
      } finally {
        running -= 1
      }
    },
    create: (name) =>
      inFolder(async () => {
        await prepare()
        return await createUpload(folder, labelOf(name))
      }),
  }
}

/** The last part of a path-like name, without what a person could not see. */
function labelOf(name: string): string {
  return safeText(name.split(/[/\\]/).at(-1) ?? '', 200)
}

interface Body {
  body: Readable
  signal: AbortSignal
  maxBytes: number
}

async function keep(folder: string, fileName: string, { body, signal, maxBytes }: Body): Promise<UploadReceipt> {
  const id = newId()
  const path = join(folder, `${id}.data`)
  try {
    const { bytes, sha256 } = await storeBody(body, path, { maxBytes, signal })
    await using _checked = await openFile(path, { fileName })
    return await describe(folder, id, { fileName, bytes, sha256 })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function createUpload(folder: string, fileName: string): Promise<NewFile> {
  const id = newId()
  const file = await open(join(folder, `${id}.data`), 'wx', 0o600)
  const hash = createHash('sha256')
  return {
    path: `upload:${id}`,
    async write(text) {
      hash.update(text)
      await file.appendFile(text)
    },
    async close() {
      const { size } = await file.stat()
      await file.close()
      await describe(folder, id, { fileName, bytes: size, sha256: hash.digest('hex') })
    },
  }
}

const newId = (): string => randomBytes(16).toString('hex')

/** Written last: without its description a file does not exist. */
async function describe(folder: string, id: string, facts: z.output<typeof stored>): Promise<UploadReceipt> {
  await writeFile(join(folder, `${id}.json`), JSON.stringify(facts), { mode: 0o600, flag: 'wx' })
  return { file: `upload:${id}`, ...facts }
}

async function openUpload(folder: string, id: string, clock: Clock): Promise<SourceFile> {
  const { fileName } = await description(folder, id, clock)
  const file = await openFile(join(folder, `${id}.data`), { fileName }).catch((cause: unknown) => {
    throw cause instanceof UsageError && cause.code === 'file_not_found' ? unknownUpload(cause) : cause
  })
  return { ...file, realPath: `upload:${id}` }
}

async function description(folder: string, id: string, clock: Clock) {
  const path = join(folder, `${id}.json`)
  const [text, facts] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch((cause: unknown) => {
    throw unknownUpload(cause)
  })
  if (isExpired(facts, clock)) throw unknownUpload(undefined)
  return stored.parse(JSON.parse(text))
}

const isExpired = ({ mtimeMs }: Stats, clock: Clock): boolean => clock.now() - mtimeMs > DAY_MS

/** What is older than a day in the folder of a caller. */
export const sweepUploads = (callerFolder: string, clock: Clock): Promise<unknown> =>
  removeExpired(join(callerFolder, 'uploads'), clock)

/** Removes what is older than a day and adds up the rest. Another upload may be removing the same file. */
async function removeExpired(folder: string, clock: Clock): Promise<number> {
  let bytes = 0
  for await (const name of folderNames(folder)) {
    const path = join(folder, name)
    const facts = await stat(path).catch(() => undefined)
    if (facts === undefined) continue
    if (isExpired(facts, clock)) await rm(path, { force: true })
    else bytes += facts.size
  }
  return bytes
}

interface Room {
  /** @throws UsageError disk_full */
  mustBeLeft(): Promise<void>
  take(bytes: number): void
}

/**
 * How much a caller keeps. All of it is looked at once in a while, not for each file: whoever sends thousands would wait
 * longer for each. What other processes store meanwhile is counted at the next look.
 */
function createRoom(folder: string, mostBytes: number, clock: Clock): Room {
  let [nextLook, bytes] = [Number.NEGATIVE_INFINITY, 0]
  const look = async () => {
    const began = clock.now()
    // Until it is known how long it takes: whoever comes meanwhile does not look as well.
    nextLook = began + LOOK_MS
    bytes = await removeExpired(folder, clock)
    nextLook = began + Math.max(LOOK_MS, LOOK_SHARE * (clock.now() - began))
  }
  return {
    async mustBeLeft() {
      // Before a refusal too: somebody may have made room.
      if (clock.now() >= nextLook || bytes >= mostBytes) await look()
      if (bytes < mostBytes) return
      throw new UsageError(
        'disk_full',
        `Your files of the last day take ${Math.floor(mostBytes / 1024 / 1024)} MB, as much as is kept for one caller.`,
        'Wait until some are older than a day, or let the operator remove them.',
      )
    },
    take(more) {
      bytes += more
    },
  }
}

function notAHandle(handle: string, link: string | undefined): UsageError {
  const page =
    link === undefined ? '' : ` If you cannot, give the person this link, good for one file and 15 minutes: ${link}`
  return new UsageError(
    'path_not_allowed',
    `"${safeText(handle)}" is not an upload handle, and a server reached over HTTP reads no paths of its own machine.`,
    `Send the file with PUT /files/{name} and pass the "file" of the answer.${page}`,
  )
}

function unknownUpload(cause: unknown): UsageError {
  return new UsageError(
    'file_not_found',
    'There is no upload with this handle, or it is older than a day.',
    'Send the file again with PUT /files/{name} and pass the "file" of the answer.',
    { cause },
  )
}

function tooManyAtOnce(): UsageError {
  return new UsageError('busy', `${AT_ONCE} files are being uploaded already.`, 'Send the file again in a few seconds.')
}
