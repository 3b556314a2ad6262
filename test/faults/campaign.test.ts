import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { wholeOf } from '../connect.ts'
import { at, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { propose } from '../tools/plan-files.ts'
import { connectGuarded, type GuardedConnection } from './guarded.ts'
import { outcomeOf } from './start-calls.ts'

const TEN_ROWS = { rows: 10 }

const rows = Array.from({ length: 35 }, (_, index) => `Name ${index},person${index}@example.com\n`)

const leads = (lines: readonly string[]) => ({ 'leads.csv': `First Name,Email\n${lines.join('')}` })

async function importIds(connection: GuardedConnection, planId: string): Promise<unknown[]> {
  let ids: unknown[] = []
  await expect
    .poll(
      async () => {
        const result = await connection.call('start_import', { planId })
        const imports = at(result.structuredContent, 'imports')
        ids = Array.isArray(imports) ? imports.map((one) => at(one, 'importId')) : []
        return outcomeOf(result)
      },
      { timeout: 25_000 },
    )
    .toMatch(/started$/)
  return ids
}

test('a source is cut into the same parts on two computers, and sent once', async () => {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, importLimits: TEN_ROWS })
  try {
    await using first = await connectGuarded({ sandbox, files: leads(rows), limits: TEN_ROWS })
    await using second = await connectGuarded({ sandbox, files: leads(rows), limits: TEN_ROWS })
    const ids = await importIds(first, await propose(first, 'leads.csv'))
    expect(new Set(ids).size).toBe(4)
    expect(await importIds(second, await propose(second, 'leads.csv'))).toEqual(ids)
    expect([first.posts(), second.posts()]).toEqual([4, 0])
  } finally {
    await sandbox.close()
  }
})

test('a key that comes again in another part is told by validate_import, with counts and lines', async () => {
  const lines = [...rows.slice(0, 33), 'Other,person3@example.com\n', 'Third,person12@example.com\n']
  await using connection = await connectGuarded({ files: leads(lines), limits: TEN_ROWS })
  const planId = await propose(connection, 'leads.csv')
  const report = wholeOf(await connection.call('validate_import', { planId }))
  expect(report.findings).toContainEqual(
    expect.objectContaining({ errorType: 'DUPLICATE_ALTERNATE_ID', count: 2, examples: expect.any(Array) }),
  )
  expect(JSON.stringify(report.findings)).toContain('"line":35')
})
