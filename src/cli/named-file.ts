import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { AllowedFiles } from '../table/allowed-files.ts'
import { folderProblem, NAME_A_TABLE } from '../table/folder-problem.ts'
import { nearNames } from '../table/near-names.ts'
import { openFile } from '../table/open-file.ts'

/** The real path of a file that a person has typed on the command line. @throws UsageError file_not_found, invalid_arguments */
export async function namedFile(file: string, workingFolder: string): Promise<string> {
  if (file === '-') throw new UsageError('invalid_arguments', STDIN, 'Give the path of a file.')
  const path = resolve(workingFolder, file)
  const real = await realpath(path).catch(async (cause: unknown) => {
    if (isMissing(cause)) throw await notFound(path)
    throw new UsageError(
      'file_unreadable',
      `"${safeText(path)}" cannot be read.`,
      'Check the permissions of the file.',
      {
        cause,
      },
    )
  })
  if ((await stat(real)).isDirectory()) throw await folderProblem(path, real)
  return real
}

const STDIN = 'Standard input cannot be taken: the rows are read more than once.'

async function notFound(path: string): Promise<UsageError> {
  const names = await nearNames(dirname(path), basename(path)).catch(() => noFolder)
  const near = names.map((name) => `"${safeText(name)}"`).join(', ')
  return new UsageError(
    'file_not_found',
    `There is no file "${safeText(path)}".`,
    near === '' ? NAME_A_TABLE : `Nearest names: ${near}.`,
  )
}

/** A folder that is missing too has no names to offer. */
const noFolder: string[] = []

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Whoever typed the path may read it, wherever it lies; nothing else can be opened. */
export function onlyFile(realPath: string): AllowedFiles {
  return {
    folders: [dirname(realPath)],
    tables: async () => [realPath],
    async open(path) {
      if (path === realPath) return await openFile(realPath)
      throw new UsageError('path_not_allowed', `"${safeText(path)}" is not the file that was named.`, 'Name that file.')
    },
    create: refuseToWrite,
  }
}

/** For commands that only look. */
export async function refuseToWrite(path: string): Promise<never> {
  throw new UsageError(
    'path_not_allowed',
    `"${safeText(path)}" is not written: this command only reads.`,
    'Use export_failed_rows.',
  )
}
