import { randomUUID } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../errors.ts'

export interface FolderLock {
  /** What `GET /sandbox/id` answers. */
  id: string
  /** Says where the owner of the folder can be asked. */
  announce(url: string): Promise<void>
  release(): Promise<void>
}

const content = z.object({ id: z.string(), url: z.string().nullable() })

/** A sandbox that has not said its address after this time never will. */
const STARTING_MS = 10_000

/**
 * One data folder, one sandbox. The lock of a killed sandbox is known by nobody answering for it: process ids say
 * nothing in containers, where every sandbox has the same.
 * @throws UsageError lock_held
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'sandbox.lock')
  const id = randomUUID()
  if (!(await createLock(path, id))) {
    if (await isHeld(path)) throw lockHeld(folder)
    await rm(path, { force: true })
    if (!(await createLock(path, id))) throw lockHeld(folder)
  }
  return {
    id,
    announce: (url) => writeFile(path, JSON.stringify({ id, url })),
    release: () => rm(path, { force: true }),
  }
}

const lockHeld = (folder: string): UsageError =>
  new UsageError(
    'lock_held',
    `Another sandbox uses the data folder ${folder}.`,
    'End that sandbox first, or choose another folder with --data.',
  )

async function createLock(path: string, id: string): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify({ id, url: null }), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isHeld(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path)
  const lock = content.safeParse(parsed(await readFile(path, 'utf8')))
  if (!lock.success || lock.data.url === null) return Date.now() - mtimeMs < STARTING_MS
  return answers(lock.data.url, lock.data.id)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function answers(url: string, id: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/sandbox/id`, { signal: AbortSignal.timeout(2000) })
    return (await response.text()) === JSON.stringify({ id })
  } catch {
    return false
  }
}
