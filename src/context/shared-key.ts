import { randomBytes } from 'node:crypto'
import { openStateFolder } from '../import/state-folder.ts'

const NAME = 'keys/questions-and-links'

/** A key of the state folder: processes that share the folder understand what the others have signed. */
export async function sharedKey(stateDir: string): Promise<Uint8Array> {
  const state = openStateFolder(stateDir)
  const known = await state.read(NAME)
  if (known === undefined) await state.create(NAME, randomBytes(32).toString('hex'))
  return Buffer.from(known ?? (await state.read(NAME)) ?? '', 'hex')
}
