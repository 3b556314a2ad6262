import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { textOf } from '../connect.ts'
import { client2026, type Hosted, host, newToken, send } from './hosted.ts'

const CSV = 'Email\nada@example.com\n'
const ann = newToken('ann')
const bob = newToken('bob')

describe('the link to the upload page', () => {
  let server: Hosted
  let now = Date.now()
  beforeAll(async () => {
    server = await host({
      tokens: [ann.entry, bob.entry],
      flags: ['--allow-host', 'imports.example.com', '--calls-per-minute', '1000'],
      clock: { ...systemClock, now: () => now },
    })
  })
  afterAll(() => server.close())

  const callTool = async (token: string, name: string, args: Record<string, unknown>) => {
    const client = await client2026(server.url, token)
    const text = textOf(await client.callTool({ name, arguments: args }))
    await client.close()
    return text
  }
  const newLink = async (token = ann.token) => {
    const text = await callTool(token, 'inspect_file', { file: '~/Downloads/leads.csv' })
    return new URL(/give the person this link, .*: (\S+)$/m.exec(text)?.[1] ?? '')
  }
  const putBy = (link: URL, name: string, headers: Record<string, string> = {}) =>
    send(`${server.url}/files/${name}${link.search}`, { method: 'PUT', body: CSV, headers })

  it('is named where a path is given; the file that a person sends with it belongs to that principal', async () => {
    const link = await newLink()
    expect(link.href).toMatch(new RegExp(`^${server.url}/files/new\\?link=`))
    const answer = await putBy(link, 'leads.csv', { origin: server.url })
    expect(answer.status).toBe(201)
    const { file } = JSON.parse(answer.body)
    expect(await callTool(ann.token, 'inspect_file', { file })).toContain('leads.csv')
    expect(await callTool(bob.token, 'inspect_file', { file })).toContain('file_not_found')
  })

  it('is what the instructions of the server say of a file that cannot be sent; they name no paths', async () => {
    const client = await client2026(server.url, ann.token)
    const text = client.getInstructions() ?? ''
    await client.close()
    expect(text).toContain(
      'Name files by the handle that PUT /files/NAME answers; if you cannot send one, pass its name',
    )
    expect(text).not.toContain('by path')
    expect(await callTool(ann.token, 'propose_mapping', { file: 'leads.csv' })).toMatch(/give the person this link, /)
  })

  it('shows a page that runs nothing but its own script, and says so to the browser', async () => {
    const page = await send((await newLink()).href)
    expect(page).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      },
    })
    const policy = String(page.headers['content-security-policy'])
    const script = /<script>([\s\S]*)<\/script>/.exec(page.body)?.[1] ?? ''
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? ''
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(policy).toContain(
      `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; connect-src 'self'`,
    )
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.body).not.toMatch(/https?:\/\/|src=|href=/)
  })

  it('is used by one file, also when two are sent at the same time', async () => {
    const link = await newLink()
    const answers = await Promise.all([putBy(link, 'a.csv'), putBy(link, 'b.csv')])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404])
    expect((await putBy(link, 'c.csv')).body).toContain('path_not_allowed: This link was used already')
  })

  it('can be used again when the file was refused', async () => {
    const link = await newLink()
    expect((await putBy(link, 'run.exe')).status).toBe(415)
    expect((await putBy(link, 'leads.csv')).status).toBe(201)
  })

  it('ends after a quarter of an hour', async () => {
    const link = await newLink()
    now += 15 * 60_000
    expect((await putBy(link, 'leads.csv')).status).toBe(404)
  })

  test.each<[string, (link: string) => string]>([
    ['another principal', (link) => link.replace(/^[^.]+/, (text) => changed(text))],
    ['no signature', (link) => link.replace(/\..*$/, '')],
    ['another signature', (link) => `${link.slice(0, -2)}AA`],
    ['nothing', () => ''],
    ['what is no link', () => 'x.y'],
  ])('with %s is refused', async (_, change) => {
    const link = change((await newLink()).searchParams.get('link') ?? '')
    const answer = await send(`${server.url}/files/a.csv?link=${link}`, { method: 'PUT', body: CSV })
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('path_not_allowed') })
  })

  it('gives no right to read a file', async () => {
    const link = await newLink()
    expect((await send(`${server.url}/files/${'0'.repeat(32)}${link.search}`)).status).toBe(404)
    const content = Buffer.from(link.search.slice('?link='.length).split('.')[0] ?? '', 'base64url').toString()
    const nonce = /"([0-9a-f]{32})"/.exec(content)?.[1]
    expect(nonce).toBeDefined()
    expect((await send(`${server.url}/files/${nonce}${link.search}`)).status).toBe(404)
  })

  it('is taken from a page of a listed host, and of no other', async () => {
    const link = await newLink()
    const host_ = { host: 'imports.example.com' }
    expect((await putBy(link, 'a.csv', { ...host_, origin: 'https://evil.example' })).status).toBe(403)
    expect((await putBy(link, 'a.csv', { ...host_, origin: 'https://imports.example.com' })).status).toBe(201)
  })
})

const changed = (text: string): string =>
  Buffer.from(Buffer.from(text, 'base64url').toString().replace('"ann"', '"bob"')).toString('base64url')

test('a server without authentication gives links of its public address', async () => {
  const server = await host({ flags: ['--public-url', 'http://localhost:8080/imports/'] })
  const client = await client2026(server.url)
  const text = textOf(await client.callTool({ name: 'inspect_file', arguments: { file: 'x.csv' } }))
  const [, link = ''] = /this link, .*: http:\/\/localhost:8080\/imports\/files\/new(\?link=\S+)$/m.exec(text) ?? []
  const put = await send(`${server.url}/files/a.csv${link}`, { method: 'PUT', body: CSV })
  expect(put.status).toBe(201)
  const { file } = JSON.parse(put.body)
  expect(textOf(await client.callTool({ name: 'inspect_file', arguments: { file } }))).toContain('a.csv')
  await client.close()
  await server.close()
})
