import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NamedAccount } from '../../src/config/accounts-file.ts'
import { textOf } from '../connect.ts'
import { askingTool } from '../server/fixture-tools.ts'
import { bearer, type Hosted, host, newToken } from './hosted.ts'

const scopes = ['imports:read', 'imports:plan', 'imports:write', 'schema:write'] as const
const ann = newToken('ann', { account: 'eu', scopes: [...scopes] })
const annElsewhere = newToken('ann', { account: 'us', scopes: [...scopes] })
const annLater = newToken('ann', { account: 'eu', scopes: [...scopes] })
const bob = newToken('bob', { account: 'eu', scopes: [...scopes] })

const account = (portalId: number): NamedAccount => ({
  portalId,
  hubspot: { credentials: { kind: 'access-token', token: 'of-an-account' } },
})

describe('the yes of a person', () => {
  let server: Hosted
  beforeAll(async () => {
    const accounts = new Map([
      ['eu', account(1)],
      ['us', account(2)],
    ])
    const tokens = [ann.entry, annElsewhere.entry, annLater.entry, bob.entry]
    server = await host({ accounts, tokens, tools: [askingTool(() => 'delete label 7')] })
  })
  afterAll(() => server.close())

  /** Asked with the token of Ann, answered with another one. */
  async function answered(token: string): Promise<string> {
    const asWhoever: typeof fetch = (url, init) => {
      const isAnswer = String(init?.body).includes('"requestState"')
      const headers = new Headers(init?.headers)
      if (isAnswer) headers.set('authorization', bearer(token).authorization ?? '')
      return fetch(url, { ...init, headers })
    }
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    )
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { answer: 'yes' } }))
    const requestInit = { headers: bearer(ann.token) }
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit, fetch: asWhoever }),
    )
    const answer = client.callTool({ name: 'try_it', arguments: {} }).then(textOf, String)
    return answer.finally(() => client.close())
  }

  it('counts for whoever was asked, also with the next token', async () => {
    expect(await answered(ann.token)).toContain('It said nothing.')
    expect(await answered(annLater.token)).toContain('It said nothing.')
  })

  it.each([
    ['somebody else', bob.token],
    ['another account', annElsewhere.token],
  ])('does not count for %s', async (_, token) => {
    expect(await answered(token)).toMatch(/Invalid or expired requestState/i)
  })
})
