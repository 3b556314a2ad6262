import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Principal } from '../principal.ts'

/**
 * Where what belongs to a caller is kept. What another principal has is simply not there, so it looks like what was never
 * made. The name is in it for whoever runs the server; the hash keeps names apart that look alike in it.
 */
export function callerFolder(stateDir: string, principal: Pick<Principal, 'name'> | undefined): string {
  if (principal === undefined) return stateDir
  const { name } = principal
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 24)
  return join(stateDir, 'principals', `${name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40)}-${hash}`)
}
