import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFaults } from '../../src/sandbox/faults.ts'
import { dailyLimit, tenSecondlyLimit } from '../../src/sandbox/rate-limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { at, call, NO_RATE_LIMITS, upload } from './call-sandbox.ts'

describe('createFaults()', () => {
  test.each([
    [{ path: '/crm/v3/imports' }, '/crm/v3/imports', true],
    [{ path: '/crm/v3/imports' }, '/crm/v3/imports/5', false],
    [{ path: '/crm/*/imports*' }, '/crm/v3/imports/5/errors', true],
    [{ path: /errors$/ }, '/crm/v3/imports/5/errors', true],
    [{ path: '/crm.v3/imports' }, '/crm/v3/imports', false],
    [{ method: 'get' }, '/anything', false],
    [{}, '/anything', true],
  ])('%j meets POST %s: %s', (rule, path, meets) => {
    const faults = createFaults()
    faults.add(rule)
    expect(faults.take('POST', path) !== undefined).toBe(meets)
  })

  test('skips, counts and stops', () => {
    const faults = createFaults()
    const fault = faults.add({ skip: 1, times: 2, status: 503 })
    const met = Array.from({ length: 5 }, () => faults.take('GET', '/')?.status)
    expect(met).toEqual([undefined, 503, 503, undefined, undefined])
    expect(fault.hits()).toBe(2)
  })

  test('lets the next rule meet a request that the first one leaves alone', () => {
    const faults = createFaults()
    faults.add({ skip: 1, status: 500 })
    faults.add({ status: 502 })
    expect([faults.take('GET', '/')?.status, faults.take('GET', '/')?.status]).toEqual([502, 500])
  })

  test('forgets a removed rule', () => {
    const faults = createFaults()
    faults.add({ status: 500 }).remove()
    faults.add({ status: 500 })
    faults.clear()
    expect(faults.take('GET', '/')).toBeUndefined()
  })
})

describe('a sandbox with faults', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, faultSwitches: true })
  })
  afterEach(() => sandbox.close())
  const imports = async () => at((await call(sandbox, 'GET /crm/v3/imports')).body, 'results')

  test('answers what it was told, and does nothing', async () => {
    const { body, status } = tenSecondlyLimit()
    sandbox.faults.add({ method: 'POST', status, body, headers: { 'Retry-After': '3' } })
    const reply = await upload(sandbox)
    expect([reply.status, at(reply.body, 'policyName'), reply.headers.get('retry-after')]).toEqual([
      429,
      'TEN_SECONDLY_ROLLING',
      '3',
    ])
    expect(await imports()).toEqual([])
    expect((await upload(sandbox)).status).toBe(200)
  })

  test('accepts an import and then answers 502', async () => {
    sandbox.faults.add({
      method: 'POST',
      path: '/crm/v3/imports',
      after: true,
      status: 502,
      body: '<html>Bad Gateway</html>',
    })
    const reply = await upload(sandbox)
    expect([reply.status, reply.body]).toEqual([502, '<html>Bad Gateway</html>'])
    expect(await imports()).toHaveLength(1)
  })

  test.each([
    [true, 1],
    [false, 0],
  ])('breaks the connection, after acceptance %s: %i imports', async (after, count) => {
    sandbox.faults.add({ method: 'POST', reset: true, after })
    await expect(upload(sandbox)).rejects.toThrow()
    expect(await imports()).toHaveLength(count)
  })

  test.each([
    ['takes an upload slowly', { method: 'POST', bytesPerSecond: 10_000 }],
    ['waits before it answers', { method: 'POST', delayMs: 300 }],
  ])('%s, while other requests pass it', async (_what, rule) => {
    sandbox.faults.add(rule)
    const order: string[] = []
    const slow = upload(sandbox, { files: [{ name: 'contacts.csv', content: 'x'.repeat(4000) }] }).then((reply) => {
      order.push(`upload ${reply.status}`)
    })
    await imports()
    order.push('list')
    await slow
    expect(order).toEqual(['list', 'upload 200'])
  })

  test('has done what it is asked while its answer is late', async () => {
    sandbox.faults.add({ method: 'POST', after: true, delayMs: 1_000 })
    let isAnswered = false
    const slow = upload(sandbox).then(() => {
      isAnswered = true
    })
    await vi.waitFor(async () => expect(await imports()).toHaveLength(1), 20_000)
    expect(isAnswered).toBe(false)
    await slow
  })

  test('expires the tokens it has given out', async () => {
    const { clientId, clientSecret, refreshToken } = sandbox.oauth
    const form = {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    }
    const token = String(at((await call(sandbox, 'POST /oauth/v1/token', { token: null, form })).body, 'access_token'))
    sandbox.faults.expireTokens()
    expect(at((await call(sandbox, 'GET /crm/v3/imports', { token })).body, 'category')).toBe('EXPIRED_AUTHENTICATION')
  })

  test('has switches over HTTP when it was started with them, for callers with a token', async () => {
    const json = { path: '/crm/v3/imports', status: 500, body: dailyLimit().body }
    expect((await call(sandbox, 'POST /sandbox/faults', { token: null, json })).status).toBe(401)
    expect((await call(sandbox, 'POST /sandbox/faults', { json })).status).toBe(201)
    expect((await call(sandbox, 'GET /crm/v3/imports')).status).toBe(500)
    await call(sandbox, 'POST /sandbox/faults', { json })
    expect((await call(sandbox, 'DELETE /sandbox/faults')).status).toBe(204)
    expect((await call(sandbox, 'GET /crm/v3/imports')).status).toBe(200)
  })
})
