import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Connection, wholeOf } from '../connect.ts'

/** Two contacts that import without a finding. */
export const CLEAN = 'First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n'

/** Lines 3 and 4 are lost (no e-mail address), the value of line 5 is; line 2 spans two lines. */
export const FAULTY = [
  'First Name,Email,Lifecycle Stage,Internal code',
  '"Ann\nMarie",ann@example.com,lead,38',
  'Bob,not-an-email,lead,44',
  'Dan,dan(at)example.com,customer,41',
  'Eve,eve@example.com,Nonsense,39',
  '',
].join('\n')

export async function propose(
  connection: Connection,
  file: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  return String(wholeOf(await connection.call('propose_mapping', { file, ...args })).planId)
}

/** Maps, starts and waits for the end. */
export async function importFile(
  connection: Connection,
  file: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  const planId = await propose(connection, file, args)
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await connection.sandbox.clock.settle()
  wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
  return planId
}

/** As a broken disk would: the latest version cannot be read. */
export const damagePlan = (stateDir: string, planId: string): Promise<void> =>
  writeFile(join(stateDir, 'plans', planId, '99.json'), '{')
