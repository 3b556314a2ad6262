import type { Dir } from 'node:fs'
import { opendir } from 'node:fs/promises'

/** Read from the disk at a time. */
const AT_ONCE = 256

/** The names in a folder, in no order: a large one takes no more memory than a small one. None where it does not exist. */
export async function* folderNames(path: string): AsyncGenerator<string> {
  const folder = await openIfThere(path)
  if (folder === undefined) return
  for await (const { name } of folder) yield name
}

async function openIfThere(path: string): Promise<Dir | undefined> {
  try {
    return await opendir(path, { bufferSize: AT_ONCE })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
