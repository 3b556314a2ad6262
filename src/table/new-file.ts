import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'

export interface NewFile {
  /** Real path. */
  path: string
  write(text: string): Promise<void>
  close(): Promise<void>
}

interface NewFileOptions {
  /** Real paths of the allowed folders. */
  folders: readonly string[]
  /** Relative paths start here; where that is no allowed folder, in each of them. */
  workingFolder: string
  /** Take the next free name (leads-2.csv) instead of refusing one that is taken. */
  orNextFree?: boolean
}

/**
 * Makes a new .csv file (0600) in an allowed folder. Nothing that exists is ever overwritten, and no link is followed.
 * @throws UsageError path_not_allowed, file_type_unsupported, file_unreadable
 */
export async function createNewFile(path: string, options: NewFileOptions): Promise<NewFile> {
  const name = basename(resolve(options.workingFolder, path))
  if (name.startsWith('.') || !/\.csv$/i.test(name)) throw wrongName(name)
  const folder = await allowedFolder(path, options)
  if (folder === undefined) throw notAllowed(path, options)
  const names = options.orNextFree ? [name, ...nextNames(name)] : [name]
  for (const candidate of names) {
    const file = await openNew(join(folder, candidate))
    if (file !== undefined) return file
  }
  throw new UsageError(
    'file_unreadable',
    `${safeText(join(folder, name))} exists already.`,
    'Pass another path: files are never overwritten.',
  )
}

/** As a file is found that is read: from the working folder, else from each allowed folder. */
async function allowedFolder(path: string, { folders, workingFolder }: NewFileOptions): Promise<string | undefined> {
  for (const start of isAbsolute(path) ? [workingFolder] : [workingFolder, ...folders]) {
    const folder = await realpath(dirname(resolve(start, path))).catch(() => undefined)
    if (folder !== undefined && folders.some((allowed) => isInside(folder, allowed))) return folder
  }
  return undefined
}

async function openNew(path: string): Promise<NewFile | undefined> {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants
  const file = await open(path, O_CREAT | O_EXCL | O_WRONLY | (O_NOFOLLOW ?? 0), 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw new UsageError(
      'file_unreadable',
      `${safeText(path)} cannot be written.`,
      'Pass a path in a folder that can be written.',
      {
        cause: error,
      },
    )
  })
  if (file === undefined) return undefined
  return {
    path,
    write: async (text) => {
      await file.appendFile(text)
    },
    close: () => file.close(),
  }
}

const nextNames = (name: string): string[] =>
  Array.from({ length: 99 }, (_, index) => name.replace(/(\.csv)$/i, `-${index + 2}$1`))

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function wrongName(name: string): UsageError {
  return new UsageError(
    'file_type_unsupported',
    `"${safeText(name)}" is not a name for a CSV file.`,
    'Pass a path that ends in .csv.',
  )
}

function notAllowed(path: string, { folders }: NewFileOptions): UsageError {
  const known = folders.length === 0 ? 'none' : folders.map((folder) => safeText(folder)).join(', ')
  return new UsageError(
    'path_not_allowed',
    `"${safeText(path)}" is not in an allowed folder (${known}).`,
    'Pass a path in one of them, in a folder that exists, or start the server with --allow-dir and that folder.',
  )
}
