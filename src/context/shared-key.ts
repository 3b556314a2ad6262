import { randomBytes } from 'node:crypto'
import { UsageError } from '../errors.ts'
import { openStateFolder } from '../import/state-folder.ts'

const NAME = 'keys/questions-and-links'
const BYTES = 32

/**
 * A key of the state folder: processes that share the folder understand what the others have signed. On a file system
 * without hard links a process that died, or another one that is starting, can leave less than the whole of it: with an
 * empty key anybody could sign links and answers.
 * @throws UsageError journal_unavailable
 */
export async function sharedKey(stateDir: string): Promise<Uint8Array> {
  const state = openStateFolder(stateDir)
  const known = await state.read(NAME)
  if (known === undefined) await state.create(NAME, randomBytes(BYTES).toString('hex'))
  const key = Buffer.from(known ?? (await state.read(NAME)) ?? '', 'hex')
  if (key.length === BYTES) return key
  throw new UsageError(
    'journal_unavailable',
    `${NAME} in the state folder ${stateDir} is not a whole key.`,
    'If no other server is starting just now, remove that file: a new key is made. Links and questions that are open end with it.',
  )
}
