import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, structuredOf } from '../connect.ts'

test('check_connection tells account, scopes and folders', async () => {
  await using connection = await connect()
  expect(structuredOf(await connection.call('check_connection'))).toMatchObject({
    environment: 'sandbox',
    connected: true,
    portalId: connection.sandbox.portalId,
    credential: 'sandbox',
    allowedFolders: [connection.folder],
    readOnly: false,
    nextStep: 'Call propose_mapping with the path of a file.',
  })
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
    environment: 'production',
    connected: false,
    portalId: null,
    nextStep: expect.stringContaining('HUBSPOT_ACCESS_TOKEN'),
  })
})
