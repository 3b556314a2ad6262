import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder (0700) with those above it: whether it was not there before. Node's own `recursive` never ends in /proc,
 * which is there and answers ENOENT to every new folder: it makes the parent again and again (Node 20, 22).
 */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    return await makeOne(path)
  } catch (error) {
    const parent = dirname(path)
    if (!isMissing(error) || parent === path) throw error
    await makeFolder(parent)
    return await makeOne(path)
  }
}

async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    const there = isMissing(error) ? undefined : await stat(path).catch(() => undefined)
    if (there?.isDirectory() === true) return false
    throw error
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
