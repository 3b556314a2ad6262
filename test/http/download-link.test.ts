import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../src/clock.ts'
import { structuredOf, textOf } from '../connect.ts'
import { client2026, type Hosted, host, newToken, send } from './hosted.ts'

const CSV = 'First Name,Email\nAnn,ann@example.com\nBob,bob at example.com\n'
const ann = newToken('ann')
const bob = newToken('bob')
const plans = z.tuple([z.object({ files: z.tuple([z.object({ path: z.string(), link: z.string() })]) })])

describe('the link to a file that a tool has written', () => {
  let server: Hosted
  let now = Date.now()
  let path = ''
  let link = new URL('http://unknown.example')
  beforeAll(async () => {
    server = await host({
      tokens: [ann.entry, bob.entry],
      flags: ['--calls-per-minute', '1000'],
      clock: { ...systemClock, now: () => now },
    })
    const client = await client2026(server.url, ann.token)
    const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args })
    const headers = { authorization: `Bearer ${ann.token}` }
    const { file } = JSON.parse(
      (await send(`${server.url}/files/leads.csv`, { method: 'PUT', body: CSV, headers })).body,
    )
    const { planId } = structuredOf(await call('propose_mapping', { file }))
    await call('start_import', { planId, acceptFindings: true })
    await call('get_import', { planId, waitSeconds: 20 })
    const exported = await call('export_failed_rows', { planId })
    expect(textOf(exported)).not.toContain(server.stateDir)
    const [{ files }] = plans.parse(structuredOf(exported).plans)
    path = files[0].path
    link = new URL(files[0].link)
    await client.close()
  }, 60_000)
  afterAll(() => server.close())

  it('gives it to a browser that has no token, more than once', async () => {
    expect(link.href).toMatch(new RegExp(`^${server.url}/files/[0-9a-f]{32}\\?link=`))
    for (const _time of [1, 2]) {
      expect(await send(link.href)).toMatchObject({
        status: 200,
        body: expect.stringContaining('Bob,bob at example.com'),
        headers: {
          'content-disposition': expect.stringContaining('leads-failed-rows.csv'),
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        },
      })
    }
  })

  it('is the right to this file alone, and to nothing else', async () => {
    const other = `${server.url}/files/${'0'.repeat(32)}${link.search}`
    expect(await send(other)).toMatchObject({ status: 404, body: expect.stringContaining('is for another file') })
    const put = await send(`${server.url}/files/a.csv${link.search}`, { method: 'PUT', body: CSV })
    expect(put).toMatchObject({ status: 404, body: expect.stringContaining('path_not_allowed') })
    const [ticket = ''] = link.search.slice('?link='.length).split('.')
    const forged = Buffer.from(Buffer.from(ticket, 'base64url').toString().replace('"ann"', '"bob"'))
    const signature = link.search.split('.')[1]
    const byBob = `${link.origin}${link.pathname}?link=${forged.toString('base64url')}.${signature}`
    expect((await send(byBob)).status).toBe(404)
  })

  it('is not needed by its owner, and does not help another principal', async () => {
    const bare = `${server.url}${link.pathname}`
    const by = (token: string) => send(bare, { headers: { authorization: `Bearer ${token}` } })
    expect(link.pathname).toBe(`/files/${path.replace('upload:', '')}`)
    expect((await send(bare)).status).toBe(401)
    expect((await by(ann.token)).status).toBe(200)
    expect((await by(bob.token)).status).toBe(404)
  })

  it('ends after an hour', async () => {
    now += 60 * 60_000 - 1000
    expect((await send(link.href)).status).toBe(200)
    now += 1000
    const late = await send(link.href)
    expect(late).toMatchObject({ status: 404, body: expect.stringContaining('its hour is over') })
  })
})
