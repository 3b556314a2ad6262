import { constants, open } from 'node:fs/promises'
import { platform } from 'node:os'
import { UsageError } from '../errors.ts'

/**
 * The text of a file that decides who may do what: others must not read it, nor anybody but its owner write it. The group
 * may read it, as with secrets that are mounted for a service. Windows has no such modes.
 * @throws UsageError file_unreadable
 */
export async function readPrivateFile(path: string, flag: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    const fix = `Correct ${flag}, or make the file: docs/http.md shows one.`
    throw new UsageError('file_unreadable', `${path} is not there or cannot be read.`, fix, { cause })
  })
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw new UsageError('file_unreadable', `${path} is not a file.`, `Correct ${flag}.`)
    if (platform() !== 'win32' && (facts.mode & 0o027) !== 0) {
      throw new UsageError('file_unreadable', `${path} can be read or written by other users.`, `Run chmod 600 ${path}`)
    }
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}
