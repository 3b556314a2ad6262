import type { CallToolResult } from '@modelcontextprotocol/client'
import { expect } from 'vitest'
import type { Connection } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'

export const outcomeOf = (result: CallToolResult): unknown => at(result.structuredContent, 'outcome')

export const importIdOf = (result: CallToolResult): unknown => at(result.structuredContent, 'imports', 0, 'importId')

/**
 * Calls start_import until it names the import, and gives its id. On a quick clock and a slow computer a call can be
 * over before the answer is there, or before it is looked for.
 */
export async function startedOnce(connection: Pick<Connection, 'call'>, planId: string): Promise<unknown> {
  let importId: unknown
  await expect
    .poll(
      async () => {
        const result = await connection.call('start_import', { planId })
        importId = importIdOf(result)
        return outcomeOf(result)
      },
      { timeout: 20_000 },
    )
    .toMatch(/started$/)
  return importId
}

/** More than the sockets hold: a reset or a stop meets it before its last byte has left. */
export function largeLeads(): string {
  const title = 'x'.repeat(50_000)
  const rows = Array.from({ length: 250 }, (_, index) => `Ann,a${index}@example.com,${title}\n`)
  return `First Name,Email,Job Title\n${rows.join('')}`
}
