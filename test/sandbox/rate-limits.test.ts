import { expect, test } from 'vitest'
import type { App } from '../../src/sandbox/apps.ts'
import { createRateLimits } from '../../src/sandbox/rate-limits.ts'
import { Refusal } from '../../src/sandbox/refusal.ts'

const app = (kind: App['kind'], appId = 1): App => ({
  appId,
  kind,
  name: '',
  scopes: [],
  accessToken: null,
  clientId: '',
  clientSecret: '',
  refreshToken: '',
})

const settings = { tenSecondly: 3, daily: 5, oauthTenSecondly: 2, searchesPerSecond: 2 }
const DAY = 86_400_000

function limits() {
  let now = 0
  const { count } = createRateLimits(settings, () => now)
  return {
    at: (time: number) => {
      now = time
    },
    policy: (caller: App, search = false): unknown => {
      try {
        return count(caller, { search })
      } catch (error) {
        return error instanceof Refusal ? [error.status, error.body.policyName, error.body.message] : error
      }
    },
  }
}

const ROLLING = [429, 'TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.']
const DAILY = [429, 'DAILY', 'You have reached your daily limit.']
const SECONDLY = [429, 'SECONDLY', 'You have reached your secondly limit.']

test('count() of a private app tells both limits and what is left', () => {
  const { policy } = limits()
  policy(app('private'))
  expect(policy(app('private'))).toEqual({
    'X-HubSpot-RateLimit-Max': '3',
    'X-HubSpot-RateLimit-Remaining': '1',
    'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
    'X-HubSpot-RateLimit-Daily': '5',
    'X-HubSpot-RateLimit-Daily-Remaining': '3',
  })
})

test('count() refuses the call above the limit until ten seconds have rolled by', () => {
  const { at, policy } = limits()
  for (const time of [0, 1000, 2000]) {
    at(time)
    policy(app('private'))
  }
  at(9999)
  expect(policy(app('private'))).toEqual(ROLLING)
  at(10_000)
  expect(policy(app('private'))).toMatchObject({ 'X-HubSpot-RateLimit-Remaining': '0' })
  expect(policy(app('private'))).toEqual(ROLLING)
  expect(policy(app('private', 2))).toMatchObject({ 'X-HubSpot-RateLimit-Remaining': '2' })
})

test('count() refuses the call above the daily limit until midnight', () => {
  const { at, policy } = limits()
  for (let index = 0; index < 5; index += 1) {
    at(index * 20_000)
    policy(app('private'))
  }
  at(DAY - 1)
  expect(policy(app('private'))).toEqual(DAILY)
  at(DAY)
  expect(policy(app('private'))).toMatchObject({ 'X-HubSpot-RateLimit-Daily-Remaining': '4' })
})

test('count() of an OAuth app has its own limit and tells no daily one', () => {
  const { policy } = limits()
  expect(policy(app('oauth'))).not.toHaveProperty('X-HubSpot-RateLimit-Daily')
  policy(app('oauth'))
  expect(policy(app('oauth'))).toEqual(ROLLING)
})

test('count() of searches is by the second, for the account, without headers', () => {
  const { at, policy } = limits()
  expect([policy(app('private'), true), policy(app('oauth', 2), true)]).toEqual([{}, {}])
  expect(policy(app('private'), true)).toEqual(SECONDLY)
  at(1000)
  expect(policy(app('private'), true)).toEqual({})
})
