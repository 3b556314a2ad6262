import { randomBytes } from 'node:crypto'
import { chmod, type FileHandle, link, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { platform, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { folderNames } from '../folder-names.ts'
import { makeFolder } from '../make-folder.ts'

/**
 * Small durable files below one folder (0700, files 0600). A write has reached the disk, folder entry included, when
 * its promise resolves. Every failure is a UsageError: `disk_full`, else `journal_unavailable`.
 */
export interface StateFolder {
  path: string
  /** undefined: no such file. */
  read(name: string): Promise<string | undefined>
  /** Replaces the file as one step: a reader sees the old text or the new one. */
  write(name: string, text: string): Promise<void>
  /** Makes the file, complete, unless it is there: true for exactly one of any number of callers and processes. */
  create(name: string, text: string): Promise<boolean>
  /** Removes the file, if it is there. */
  remove(name: string): Promise<void>
  /** Names in a folder below, sorted; empty when it does not exist. */
  list(folder: string): Promise<string[]>
  /** The same one after the other, in no order: for a folder that may be large. */
  names(folder: string): AsyncGenerator<string>
}

/** What not every file system can: two names of one file, and a folder that is brought to the disk. */
export interface FileSystem {
  link(existing: string, name: string): Promise<void>
  syncFolder(path: string): Promise<void>
}

export function openStateFolder(
  path: string,
  system: string = platform(),
  files: FileSystem = { link, syncFolder },
): StateFolder {
  const at = (name: string) => join(path, name)
  const sync = (name: string) => syncEntry(dirname(at(name)), system, files)
  return {
    path,
    read: (name) => guarded(path, () => readIfThere(at(name))),
    write: (name, text) =>
      guarded(path, async () => {
        await withTemporary({ path, system }, at(name), text, (temporary) => rename(temporary, at(name)))
        await sync(name)
      }),
    create: (name, text) =>
      guarded(path, async () => {
        const made = await withTemporary({ path, system }, at(name), text, (temporary) =>
          linkOnce(temporary, at(name), { text, files }),
        )
        await sync(name)
        return made
      }),
    remove: (name) =>
      guarded(path, async () => {
        if (await unlinkIfThere(at(name))) await sync(name)
      }),
    list: (folder) => guarded(path, async () => (await allNames(at(folder))).sort()),
    async *names(folder) {
      try {
        yield* finishedNames(at(folder))
      } catch (error) {
        throw stateFolderError(path, error)
      }
    },
  }
}

/** What keeps the folder from being written, in words that tell no path; undefined: nothing. */
export async function writeProblem(state: StateFolder): Promise<string | undefined> {
  return state.write('ready', '').then(
    () => undefined,
    (error: unknown) =>
      hasCode(error, 'disk_full') ? 'the disk of the state folder is full' : 'the state folder cannot be written',
  )
}

interface Root {
  path: string
  system: string
}

/** The text, durable under another name beside its target. That name is gone afterwards, also from a disk that is full. */
async function withTemporary<T>(
  root: Root,
  target: string,
  text: string,
  put: (temporary: string) => Promise<T>,
): Promise<T> {
  await makePrivateFolder(root)
  await makeFolder(dirname(target))
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await withFile(await open(temporary, 'wx', 0o600), async (file) => {
      await file.writeFile(text)
      await file.sync()
    })
    return await put(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * A state folder that others own or can write to could be made to start an import twice: it is refused. On Windows the
 * modes say nothing (0666 for everything, Node fs.Stats): who may write there is for the folder's access list to say.
 */
async function makePrivateFolder({ path, system }: Root): Promise<void> {
  // Whatever the mask of this process takes away or leaves.
  if (await makeFolder(path)) await chmod(path, 0o700)
  const { mode, uid } = await stat(path)
  const user = userInfo().uid
  // Windows has no such ids: there it is -1.
  if (user >= 0 && uid !== user) {
    throw new UsageError(
      'journal_unavailable',
      `The state folder ${path} belongs to another user.`,
      'Run chown on it, or choose another one with --state-dir.',
    )
  }
  if (system === 'win32' || (mode & 0o022) === 0) return
  throw new UsageError(
    'journal_unavailable',
    `The state folder ${path} can be written by other users.`,
    `Run chmod 700 on it, or choose another one with --state-dir.`,
  )
}

/** link() fails when the target exists, across processes, and the target is complete as soon as it is there. */
async function linkOnce(
  temporary: string,
  target: string,
  { text, files }: { text: string; files: FileSystem },
): Promise<boolean> {
  try {
    await files.link(temporary, target)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    if (NO_LINKS.some((code) => hasCode(error, code))) return await writeOnce(target, text)
    throw error
  }
}

/** What FAT, exFAT and some network folders answer, which have no hard links; on Windows they answer EISDIR. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']

/**
 * Where there are no hard links: an exclusive open is as exclusive, but the name is there before the text. Who dies in
 * between leaves a file that is cut off, which its reader takes for damaged (journal_unavailable): never for not there, so
 * nothing is started twice.
 */
async function writeOnce(target: string, text: string): Promise<boolean> {
  const file = await openNew(target)
  if (file === null) return false
  try {
    await withFile(file, async (made) => {
      await made.writeFile(text)
      await made.sync()
    })
    return true
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

async function openNew(target: string): Promise<FileHandle | null> {
  try {
    return await open(target, 'wx', 0o600)
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return null
    throw error
  }
}

/** Windows refuses it for folders (EPERM); NTFS keeps their entries by a log of its own. */
async function syncEntry(path: string, system: string, files: FileSystem): Promise<void> {
  if (system === 'win32') return
  try {
    await files.syncFolder(path)
  } catch (error) {
    if (!NO_FOLDER_SYNC.some((code) => hasCode(error, code))) throw error
  }
}

/** What file systems answer that bring no folder to the disk: they write its entries with the file, or as they like. */
const NO_FOLDER_SYNC = ['EPERM', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

const syncFolder = async (path: string): Promise<void> => withFile(await open(path, 'r'), (folder) => folder.sync())

async function withFile<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function unlinkIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

/** Without those that are still being written. */
async function* finishedNames(path: string): AsyncGenerator<string> {
  for await (const name of folderNames(path)) if (!name.endsWith('.tmp')) yield name
}

async function allNames(path: string): Promise<string[]> {
  const names: string[] = []
  for await (const name of finishedNames(path)) names.push(name)
  return names
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof UsageError ? error : stateFolderError(path, error)
  }
}

/** A failure of the file system, told as what it means for whoever called. */
export function stateFolderError(path: string, cause: unknown): UsageError {
  if (hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) {
    return new UsageError(
      'disk_full',
      `The disk of the state folder ${path} is full.`,
      'Free some space and call again.',
      { cause },
    )
  }
  return new UsageError(
    'journal_unavailable',
    `The state folder ${path} cannot be used.`,
    'Make it readable and writable for this user, or choose another one with --state-dir.',
    { cause },
  )
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
