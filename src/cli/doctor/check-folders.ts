import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../../config.ts'
import { UsageError } from '../../errors.ts'
import { createAllowedFiles } from '../../table/allowed-files.ts'
import type { Check } from './check.ts'

export async function checkFolders(config: Config): Promise<Check[]> {
  return [...(await checkAllowed(config)), await checkState(config)]
}

async function checkAllowed({ allowDirs, workingFolder, homeFolder }: Config): Promise<Check[]> {
  const name = 'Files'
  if (allowDirs.length === 0) {
    const told = `no folder is allowed: the program runs in ${workingFolder}`
    return [{ name, status: 'missing', told, fix: 'Start it with --allow-dir and the folder of your files.' }]
  }
  return await Promise.all(
    allowDirs.map(async (folder): Promise<Check> => {
      try {
        await createAllowedFiles({ folders: [folder], workingFolder, homeFolder })
        await access(folder, constants.R_OK | constants.X_OK)
        return { name, status: 'ok', told: `${folder} may be read` }
      } catch (error) {
        return { name, status: 'missing', ...tellUnreadable(folder, error) }
      }
    }),
  )
}

function tellUnreadable(folder: string, error: unknown): { told: string; fix: string } {
  if (error instanceof UsageError) return { told: error.message, fix: error.fix }
  return { told: `${folder} cannot be read.`, fix: 'Make it readable for this user, or name another one.' }
}

/** Looks only; the folder is made when something is first kept in it. */
async function checkState({ stateDir }: Config): Promise<Check> {
  const name = 'State folder'
  const existing = await nearestExisting(stateDir)
  const fix = 'Make it writable for this user only (chmod 700), or choose another one with --state-dir.'
  if (!(await isWritable(existing.path))) {
    return { name, status: 'missing', told: `${existing.path} cannot be written`, fix }
  }
  if (existing.path !== stateDir) return { name, status: 'ok', told: `${stateDir} (made when needed)` }
  if ((existing.mode & WRITABLE_BY_OTHERS) !== 0) {
    return { name, status: 'missing', told: `${stateDir} can be written by other users`, fix }
  }
  return { name, status: 'ok', told: `${stateDir} is writable` }
}

const WRITABLE_BY_OTHERS = 0o022

async function nearestExisting(path: string): Promise<{ path: string; mode: number }> {
  for (let part = path; ; part = dirname(part)) {
    const found = await stat(part).catch(() => undefined)
    if (found !== undefined || part === dirname(part)) return { path: part, mode: found?.mode ?? 0 }
  }
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
