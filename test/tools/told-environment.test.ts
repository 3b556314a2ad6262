import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, structuredOf, textOf } from '../connect.ts'

const CLEAN = 'Email,First Name\nada@example.com,Ada\n'

test.each([
  ['STANDARD', 'production', 'production account'],
  ['SANDBOX', 'hubspot_sandbox', 'HubSpot sandbox account'],
  ['DEVELOPER_TEST', 'developer_test', 'developer test account'],
  ['APP_DEVELOPER', 'app_developer', 'app developer account'],
  ['A_KIND_OF_TOMORROW', 'hubspot', 'HubSpot account'],
])('an account of the type %s is told as %s, and asked about', async (accountType, environment, words) => {
  const sandbox = await startSandbox()
  try {
    const body = { portalId: sandbox.portalId, accountType, timeZone: 'UTC' }
    sandbox.faults.add({ path: '/account-info/*', status: 200, body, times: 100 })
    await using connection = await connect({
      flags: [],
      env: { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url },
      sandbox,
      files: { 'leads.csv': CLEAN },
      elicit: ({ message }) => {
        asked.push(message)
        return { action: 'accept', content: { answer: 'yes' } }
      },
    })
    const asked: string[] = []
    const checked = await connection.call('check_connection')
    expect(structuredOf(checked)).toMatchObject({ environment, accountType })
    expect(textOf(checked)).toContain(`Connected to ${words} ${sandbox.portalId}.`)
    const { planId } = structuredOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
    const started = await connection.call('start_import', { planId })
    expect(structuredOf(started)).toMatchObject({ outcome: 'started', environment })
    expect(asked).toEqual([expect.stringContaining(` into ${words} ${sandbox.portalId} (`)])
    expect(structuredOf(await connection.call('get_import', { planId }))).toMatchObject({ environment })
  } finally {
    await sandbox.close()
  }
})

test('the kind of the account is asked for until HubSpot told it once, and its refusal fails no answer', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--cache', '0'] })
  const { account } = connection.context
  const refuse = () => connection.sandbox.faults.add({ path: '/account-info/*', status: 403, times: 1 })
  refuse()
  expect(await account.accountType()).toBeUndefined()
  expect(await account.accountType()).toBe('SANDBOX')
  refuse()
  expect(await account.accountType()).toBe('SANDBOX')
  await expect(account.details()).rejects.toMatchObject({ code: 'hubspot_forbidden' })
})
