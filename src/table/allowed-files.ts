import { type FileHandle, lstat, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { folderProblem } from './folder-problem.ts'
import { newestTables } from './list-tables.ts'
import { nearNames } from './near-names.ts'
import { createNewFile, type NewFile } from './new-file.ts'
import { openFile, openProblem } from './open-file.ts'
import { isUnexpanded, refusePathText } from './path-text.ts'
import type { SourceFile } from './source-file.ts'

export interface AllowedFiles {
  /**
   * Opens a file of the allowed folders. A path outside is refused with the same text whether it exists or not, and
   * without a system call. Links are followed and judged by where they lead.
   */
  open(path: string): Promise<SourceFile>
  /** Makes a new .csv file there. Nothing that exists is overwritten: `orNextFree` takes the next free name instead. */
  create(path: string, options?: { orNextFree?: boolean }): Promise<NewFile>
  /** Tables that lie directly in the allowed folders, by texts that open() takes; the newest of each folder first. */
  tables(): Promise<string[]>
  /** Over HTTP: where a person can fetch a file for a while, without a token. */
  linkTo?(path: string): string | undefined
  /** Real paths. */
  folders: readonly string[]
}

export interface AllowedFilesOptions {
  folders: readonly string[]
  /** Relative paths start here; where that gives no file, in each allowed folder. */
  workingFolder: string
  /** What `~/` stands for; cannot be an allowed folder. */
  homeFolder?: string
}

/** An allowed folder, as it was named and where it really is. */
interface Folder {
  named: string
  real: string
}

/**
 * Throws UsageError path_not_allowed for a folder that is the root or holds the home folder, file_not_found or
 * file_not_regular for one that is no folder.
 */
export async function createAllowedFiles(options: AllowedFilesOptions): Promise<AllowedFiles> {
  const { workingFolder, homeFolder } = options
  const home = homeFolder === undefined ? undefined : await realOr(homeFolder)
  const folders: Folder[] = []
  for (const folder of options.folders) folders.push(await allowedFolder(resolve(workingFolder, folder), home))
  const realFolders = folders.map(({ real }) => real)
  return {
    folders: realFolders,
    open: (path) => openAllowed(path, { folders, workingFolder, homeFolder }),
    tables: () => namesOfTables({ folders, workingFolder, homeFolder }),
    create: (path, { orNextFree } = {}) => createNewFile(path, { folders: realFolders, workingFolder, orNextFree }),
  }
}

async function realOr(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path))
}

async function allowedFolder(named: string, home: string | undefined): Promise<Folder> {
  const real = await realpath(named).catch((error: unknown) => {
    throw isMissing(error) ? noFolder(named) : openProblem(error, named)
  })
  if (real === parse(real).root || (home !== undefined && isInside(home, real))) {
    throw new UsageError(
      'path_not_allowed',
      `"${safeText(named)}" cannot be an allowed folder: it holds everything, private files too.`,
      'Give --allow-dir a folder that holds only files to import.',
    )
  }
  if (!(await stat(real)).isDirectory()) {
    throw new UsageError(
      'file_not_regular',
      `"${safeText(named)}", which --allow-dir names, is not a folder.`,
      'Give --allow-dir the folder of the file.',
    )
  }
  return { named, real }
}

const noFolder = (named: string): UsageError =>
  new UsageError(
    'file_not_found',
    `There is no folder "${safeText(named)}", which --allow-dir names.`,
    'Give --allow-dir the folder with the files to import, or make it first.',
  )

type Scope = { folders: readonly Folder[]; workingFolder: string; homeFolder: string | undefined }

async function openAllowed(path: string, scope: Scope): Promise<SourceFile> {
  refusePathText(path)
  const inside = candidates(path, scope).filter((candidate) => folderOf(candidate, scope.folders) !== undefined)
  if (inside.length === 0) throw notAllowed(path, scope.folders)
  for (const candidate of inside) refuseHidden(candidate, scope.folders)
  for (const candidate of inside) {
    const real = await resolveInside(candidate, path, scope.folders)
    if (real === undefined) continue
    await refuseFolder(real, path, scope.folders)
    return await openChecked(real, path, scope.folders)
  }
  throw await notFound(path, inside, scope.folders)
}

/** The absolute paths that a path may stand for, in the order they are tried. */
function candidates(path: string, { folders, workingFolder, homeFolder }: Scope): string[] {
  if (/^~[\\/]/.test(path)) return homeFolder === undefined ? [] : [join(homeFolder, path.slice(2))]
  if (isAbsolute(path)) return [resolve(path)]
  return [...new Set([workingFolder, ...folders.map(({ real }) => real)].map((folder) => resolve(folder, path)))]
}

/** By path.relative, never by the beginning of the text: /data/in does not hold /data/in-secret. */
function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function folderOf(path: string, folders: readonly Folder[]): string | undefined {
  const folder = folders.find(({ named, real }) => isInside(path, real) || isInside(path, named))
  if (folder === undefined) return undefined
  return isInside(path, folder.real) ? folder.real : folder.named
}

function refuseHidden(path: string, folders: readonly Folder[]): void {
  const folder = folderOf(path, folders)
  const segments = relative(folder ?? '', path).split(sep)
  if (!segments.some((segment) => segment.startsWith('.'))) return
  throw new UsageError(
    'file_type_unsupported',
    `"${safeText(path)}" is a hidden file or in a hidden folder; those often hold secrets and are not read.`,
    'Copy the table to a name and folder that do not begin with a dot, and pass that path as file.',
  )
}

/**
 * Where a path really leads; undefined when nothing is there. A link that leads outside or nowhere is not allowed: what
 * exists elsewhere cannot be found out through it.
 */
async function resolveInside(candidate: string, path: string, folders: readonly Folder[]): Promise<string | undefined> {
  const nearest = await nearestReal(candidate)
  if (nearest === undefined || !isInsideReal(nearest.real, folders)) throw notAllowed(path, folders)
  if (nearest.problem !== undefined && !isMissing(nearest.problem)) throw openProblem(nearest.problem, path)
  if (nearest.problem !== undefined) return undefined
  refuseHidden(nearest.real, folders)
  return nearest.real
}

/** Real path of the deepest part of a path that exists, and why the rest does not; undefined for a link to nowhere. */
async function nearestReal(path: string): Promise<{ real: string; problem?: unknown } | undefined> {
  let problem: unknown
  for (let part = path; ; part = dirname(part)) {
    try {
      return { real: await realpath(part), problem }
    } catch (error) {
      problem ??= error
      if (part === dirname(part) || (await isLink(part))) return undefined
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function isInsideReal(path: string, folders: readonly Folder[]): boolean {
  return folders.some(({ real }) => isInside(path, real))
}

/** Its files are named only if it is still the same folder after they were listed. */
async function refuseFolder(real: string, path: string, folders: readonly Folder[]): Promise<void> {
  const facts = await lstat(real).catch(() => undefined)
  if (facts?.isDirectory() !== true) return
  const problem = await folderProblem(path, real).catch((error: unknown) => openProblem(error, path))
  throw (await realOr(real)) === real && isInsideReal(real, folders) ? problem : notAllowed(path, folders)
}

/** What the path meant a moment ago does not count: the open descriptor must be of a file inside. */
async function openChecked(real: string, path: string, folders: readonly Folder[]): Promise<SourceFile> {
  const checkHandle = async (handle: FileHandle) => {
    const opened = await descriptorPath(handle, real)
    if (opened === undefined || !isInsideReal(opened, folders)) throw notAllowed(path, folders)
  }
  return await openFile(real, { checkHandle })
}

/** The path of an open descriptor, from the kernel where it tells. */
async function descriptorPath(handle: FileHandle, real: string): Promise<string | undefined> {
  return await readlink(`/proc/self/fd/${handle.fd}`).catch(() => pathIfSame(handle, real))
}

/** Elsewhere than on Linux: the path, if it still leads to the file that the descriptor has open. */
export async function pathIfSame(handle: FileHandle, path: string): Promise<string | undefined> {
  const real = await realpath(path)
  const opened = await handle.stat({ bigint: true })
  const named = await stat(real, { bigint: true })
  return opened.dev === named.dev && opened.ino === named.ino ? real : undefined
}

/** A name alone stands for the first file that open() would find by it; others need their path. */
async function namesOfTables(scope: Scope): Promise<string[]> {
  const places = candidates('.', scope).filter((place) => folderOf(place, scope.folders) !== undefined)
  const texts = new Set<string>()
  for (const place of places) {
    for (const name of await newestTables(place).catch(() => [])) {
      texts.add(texts.has(name) ? join(place, name) : name)
    }
  }
  return [...texts]
}

function notAllowed(path: string, folders: readonly Folder[]): UsageError {
  const shown = safeText(path)
  if (folders.length === 0) {
    return new UsageError(
      'path_not_allowed',
      `"${shown}" may not be read: no folder is allowed.`,
      'Start the server with --allow-dir and the folder of the file, for example --allow-dir /path/to/folder.',
    )
  }
  const unexpanded = isUnexpanded(path) ? ' Variables, ~ and percent codes in paths are not replaced.' : ''
  return new UsageError(
    'path_not_allowed',
    `"${shown}" is not in an allowed folder (${folderList(folders)}).${unexpanded}`,
    'Move the file into one of these folders, or start the server with --allow-dir and the folder of the file.',
  )
}

async function notFound(path: string, tried: readonly string[], folders: readonly Folder[]): Promise<UsageError> {
  if (isUnexpanded(path)) return notAllowed(path, folders)
  const names = await namesNear(tried)
  const shown = names.map((name) => `"${safeText(name)}"`).join(', ')
  const message = `There is no file "${safeText(path)}" in the allowed folders (${folderList(folders)}).`
  return new UsageError(
    'file_not_found',
    shown === '' ? message : `${message} Nearest names: ${shown}.`,
    'Pass the path of an existing file as file. For a file elsewhere, start the server with --allow-dir and its folder.',
  )
}

/** Names from the first folder of those tried that exists and holds tables. */
async function namesNear(tried: readonly string[]): Promise<string[]> {
  for (const path of tried) {
    const names = await nearNames(dirname(path), basename(path)).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw openProblem(error, dirname(path))
    })
    if (names.length > 0) return names
  }
  return []
}

function folderList(folders: readonly Folder[]): string {
  return folders.map(({ real }) => safeText(real)).join(', ')
}
