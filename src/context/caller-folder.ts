import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Principal } from '../principal.ts'

const PRINCIPALS = 'principals'

/**
 * Where what belongs to a caller is kept. What another principal has is simply not there, so it looks like what was never
 * made. The name is in it for whoever runs the server; the hash keeps names apart that look alike in it.
 */
export function callerFolder(stateDir: string, principal: Pick<Principal, 'name'> | undefined): string {
  if (principal === undefined) return stateDir
  const { name } = principal
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 24)
  return join(stateDir, PRINCIPALS, `${name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${hash}`)
}

/** Of every principal that has kept something. */
export async function principalFolders(stateDir: string): Promise<string[]> {
  const names = await readdir(join(stateDir, PRINCIPALS)).catch(() => [])
  return names.sort().map((name) => join(stateDir, PRINCIPALS, name))
}
