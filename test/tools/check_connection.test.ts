import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createJournal } from '../../src/import/journal.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, structuredOf, textOf } from '../connect.ts'
import { client2026, host } from '../http/hosted.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { withLostAnswer } from './lost-answer.ts'
import { damagePlan } from './plan-files.ts'

test('check_connection tells account, scopes and folders', async () => {
  await using connection = await connect()
  expect(structuredOf(await connection.call('check_connection'))).toMatchObject({
    environment: 'sandbox',
    connected: true,
    portalId: connection.sandbox.portalId,
    credential: 'sandbox',
    allowedFolders: [connection.folder],
    readOnly: false,
    unsettled: { count: 0, starts: [], damagedEntries: 0 },
    nextStep: 'Call propose_mapping with the path of a file.',
  })
})

test('check_connection asks HubSpot for the account once in a call, and anew in each', async () => {
  await using connection = await connect()
  const asked = () => connection.sandbox.requests().filter(({ path }) => path.startsWith('/account-info/')).length
  await connection.call('check_connection')
  expect(asked()).toBe(1)
  await connection.call('check_connection')
  expect(asked()).toBe(2)
})

test('check_connection over HTTP says how a file is sent, for there no folder is read', async () => {
  const server = await host()
  const client = await client2026(server.url)
  const { structuredContent } = await client.callTool({ name: 'check_connection', arguments: {} })
  expect(structuredContent).toMatchObject({
    allowedFolders: [],
    nextStep: 'Send a file with PUT /files/{name} and call propose_mapping with the "file" of the answer.',
  })
  await client.close()
  await server.close()
})

test('check_connection names the scopes that are missing and what they are for', async () => {
  const sandbox = await startSandbox({ scopes: ['crm.import', 'oauth'] })
  try {
    await using connection = await connect({ sandbox })
    const { scopes } = structuredOf(await connection.call('check_connection'))
    expect(scopes).toContainEqual({ scope: 'crm.import', granted: true, neededFor: 'all import tools' })
    expect(scopes).toContainEqual({
      scope: 'crm.objects.owners.read',
      granted: false,
      neededFor: 'checking owner columns',
    })
  } finally {
    await sandbox.close()
  }
})

test('check_connection says how to connect', async () => {
  await using connection = await connect({ flags: [] })
  expect(structuredOf(await connection.call('check_connection'))).toMatchObject({
    environment: 'hubspot',
    connected: false,
    portalId: null,
    nextStep: expect.stringContaining('HUBSPOT_ACCESS_TOKEN'),
  })
})

describe('check_connection after an upload whose answer was lost', () => {
  test('tells the upload and what to do, until the import is found', async () => {
    await using crashed = await withLostAnswer()
    const { planId, sandbox, stateDir } = crashed
    await using connection = await connect({ sandbox, stateDir })
    const answer = await connection.call('check_connection')
    expect(structuredOf(answer)).toMatchObject({
      unsettled: {
        count: 1,
        starts: [
          {
            planId,
            importName: expect.stringMatching(/^leads.* ~[0-9A-Z]{12}$/),
            sentAt: expect.stringMatching(/^20\d\d-.*Z$/),
            fileNames: ['leads.csv'],
            nextStep: expect.stringContaining(`get_import with planId: "${planId}"`),
          },
        ],
        damagedEntries: 0,
      },
      nextStep: expect.stringContaining(planId),
    })
    expect(textOf(answer)).toContain('Of 1 upload it is not known what became.')
    expect(textOf(answer)).not.toContain(sandbox.accessToken)
    sandbox.faults.clear()
    expect(structuredOf(await connection.call('get_import', { planId }))).toMatchObject({ planId })
    expect(structuredOf(await connection.call('check_connection'))).toMatchObject({ unsettled: { count: 0 } })
  })

  test('tells it after its plan is gone, but not where another environment is connected', async () => {
    await using crashed = await withLostAnswer()
    const { stateDir, planId, sandbox } = crashed
    await damagePlan(stateDir, planId)
    await using connection = await connect({ sandbox, stateDir })
    expect(structuredOf(await connection.call('check_connection'))).toMatchObject({
      unsettled: { count: 1, starts: [{ planId, fileNames: [], nextStep: expect.stringContaining('list_imports') }] },
    })
    await using production = await connect({ flags: [], sandbox, stateDir })
    expect(structuredOf(await production.call('check_connection'))).toMatchObject({
      connected: false,
      unsettled: { count: 0 },
    })
  })

  test.each([
    ['the answer', '1.armed.json', { count: 1, damagedEntries: 0 }],
    ['everything', 'intent.json', { count: 0, damagedEntries: 1 }],
  ])('tells what is left when %s in its entry is damaged', async (_title, name, expected) => {
    await using crashed = await withLostAnswer()
    const { stateDir, sandbox } = crashed
    const [contentKey = ''] = await readdir(join(stateDir, 'starts'))
    await writeFile(join(stateDir, 'starts', contentKey, name), '{"armedAt":')
    await using connection = await connect({ sandbox, stateDir })
    expect(structuredOf(await connection.call('check_connection'))).toMatchObject({
      unsettled: expected,
      nextStep: expect.stringContaining('list_imports'),
    })
  })

  test('tells five of many, the latest first, in a small answer', async () => {
    await using connection = await connect()
    const journal = createJournal(openStateFolder(connection.stateDir))
    for (let number = 10; number < 40; number += 1) {
      const start = await journal.plan({
        contentKey: String(number).repeat(32),
        planId: UNKNOWN_PLAN_ID,
        environment: 'sandbox',
        portalId: connection.sandbox.portalId,
        importName: `\u202e${'x'.repeat(5_000)}`,
        marker: '7FK3QX9TW2MB',
        rows: 2,
        part: { number: 1, of: 1, recordsBefore: 0 },
        plannedAt: '2026-05-01T12:00:00.000Z',
      })
      await journal.arm(start, `2026-05-01T12:00:${number}.000Z`)
    }
    const answer = structuredOf(await connection.call('check_connection'))
    expect(answer).toMatchObject({
      unsettled: { count: 30, starts: { length: 5, 0: { sentAt: '2026-05-01T12:00:39.000Z' } } },
    })
    expect(JSON.stringify(answer.unsettled).length).toBeLessThan(2_500)
    expect(JSON.stringify(answer)).not.toContain('\u202e')
  })
})
