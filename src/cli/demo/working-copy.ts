/// <reference path="../../../examples/csv.d.ts" />

import { constants } from 'node:fs'
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Config } from '../../config.ts'
import { namedFile } from '../named-file.ts'

/** What the demo works on: never the person's own file, and nothing of it stays. */
export interface WorkingCopy {
  /** The one folder that the server may read. */
  folder: string
  fileName: string
  stateDir: string
  /** The file that comes with the program, of which everything is known. */
  isExample: boolean
  remove(): Promise<void>
}

/** @throws UsageError file_not_found */
export async function makeWorkingCopy({ command, workingFolder }: Config): Promise<WorkingCopy> {
  const own = command.name === 'demo' ? command.file : undefined
  const source = own === undefined ? undefined : await namedFile(own, workingFolder)
  const root = await realpath(await mkdtemp(join(tmpdir(), 'hubspot-import-demo-')))
  const folder = join(root, 'files')
  await mkdir(folder)
  const fileName = source === undefined ? 'leads.csv' : basename(source)
  await (source === undefined
    ? writeExample(join(folder, fileName))
    : copyFile(source, join(folder, fileName), constants.COPYFILE_FICLONE))
  return {
    folder,
    fileName,
    stateDir: join(root, 'state'),
    isExample: source === undefined,
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** Read only when it is needed: the other commands do without it. */
async function writeExample(path: string): Promise<void> {
  const { default: text } = await import('../../../examples/leads.csv')
  await writeFile(path, text)
}
