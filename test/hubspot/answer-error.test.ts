import { expect, test } from 'vitest'
import { connect, errorOf, TOKEN } from './client.ts'
import type { Step } from './scripted-server.ts'

const UUID = '3b8d5a3e-0000-0000-0000-000000000000'

interface Case {
  name: string
  step: Step
  code: string
  message?: RegExp
  fix?: RegExp
  requests?: number
}

const cases: Case[] = [
  {
    name: '400 with HubSpot’s message',
    step: {
      status: 400,
      body: { status: 'error', message: 'bad \u001b[31mthing\u202e', category: 'VALIDATION_ERROR' },
    },
    code: 'hubspot_bad_request',
    message: /400, bad thing\\u202e/,
  },
  {
    name: '400 with JSON inside the message',
    step: {
      status: 400,
      body: { message: 'Invalid: {"message":"Some required fields were not set: [label]","category":"X"}' },
    },
    code: 'hubspot_bad_request',
    message: /refused GET \/crm\/v3\/imports: 400, Some required fields were not set: \[label\]$/,
  },
  {
    name: '401',
    step: { status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } },
    code: 'hubspot_unauthorized',
    fix: /HUBSPOT_ACCESS_TOKEN/,
  },
  {
    name: '403 naming scopes',
    step: {
      status: 403,
      body: {
        category: 'MISSING_SCOPES',
        message: 'no',
        errors: [{ message: 'no', context: { requiredGranularScopes: ['crm.import'] } }],
      },
    },
    code: 'hubspot_forbidden',
    fix: /crm\.import/,
  },
  {
    name: '404 in HTML',
    step: { status: 404, body: '<html>secret page</html>', headers: { 'content-type': 'text/html' } },
    code: 'hubspot_not_found',
    message: /404, with text\/html instead/,
    fix: /HUBSPOT_BASE_URL/,
  },
  { name: '409', step: { status: 409, body: { message: 'there already' } }, code: 'hubspot_conflict' },
  { name: '413', step: { status: 413, body: 'too big' }, code: 'hubspot_bad_request', fix: /512 MB/ },
  {
    name: '437',
    step: { status: 437, body: { message: 'No more than 50' } },
    code: 'hubspot_bad_request',
    message: /No more than 50/,
  },
  { name: '423 that stays', step: { status: 423, body: { message: 'locked' } }, code: 'hubspot_locked', requests: 4 },
  {
    name: '429 DAILY',
    step: {
      status: 429,
      body: { policyName: 'DAILY', message: 'You have reached your daily limit.', errorType: 'RATE_LIMIT' },
    },
    code: 'hubspot_daily_limit',
    fix: /Call again after midnight of the time zone of the HubSpot account\.$/,
    requests: 1,
  },
  {
    name: '429 TEN_SECONDLY_ROLLING that stays',
    step: { status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' } },
    code: 'hubspot_rate_limited',
    requests: 4,
  },
  {
    name: '429 with a long Retry-After',
    step: { status: 429, headers: { 'retry-after': '600' }, body: { policyName: 'TEN_SECONDLY_ROLLING' } },
    code: 'hubspot_rate_limited',
    fix: /after 2026-11-22T12:10:00\.000Z \(in 600 s\)/,
    requests: 1,
  },
  {
    // Not 11:10 of the server, whose clock is an hour behind.
    name: '503 with a Retry-After of ten minutes, as a date of a server clock that is an hour off',
    step: {
      status: 503,
      headers: { date: 'Sun, 22 Nov 2026 11:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 11:10:00 GMT' },
      body: '',
    },
    code: 'hubspot_unavailable',
    fix: /^Try again after 2026-11-22T12:10:00\.000Z \(in 600 s\)\.$/,
    requests: 1,
  },
  {
    name: '477',
    step: { status: 477, headers: { 'retry-after': '3600' }, body: '' },
    code: 'hubspot_migrating',
    fix: /2026-11-22T13:00:00/,
    requests: 1,
  },
  {
    name: '500 that stays',
    step: { status: 500, body: '<h1>oops</h1>' },
    code: 'hubspot_unavailable',
    message: /\(tried 4 times\)/,
    requests: 4,
  },
  { name: '501, which is not in the list', step: { status: 501, body: '' }, code: 'hubspot_unavailable', requests: 1 },
  {
    name: 'a redirect',
    step: { status: 302, headers: { location: 'http://127.0.0.1:1/steal' }, body: '' },
    code: 'hubspot_redirect',
    requests: 1,
  },
  {
    name: '200 in HTML',
    step: { body: '<html>log in</html>', headers: { 'content-type': 'text/html' } },
    code: 'hubspot_bad_response',
    message: /not JSON \(text\/html\)/,
    requests: 1,
  },
  { name: '200 without a body', step: { body: '' }, code: 'hubspot_bad_response', message: /the body is empty/ },
  {
    name: 'a list that is none',
    step: { body: { results: { id: 'cell value' } } },
    code: 'hubspot_bad_response',
    message: /results is not array/,
  },
  {
    name: 'a body with an unknown encoding',
    step: { body: 'abc', headers: { 'content-encoding': 'gzip, gzip' } },
    code: 'hubspot_bad_response',
  },
]

test.each(cases)('a call tells $name as $code', async ({ step, code, message, fix, requests }) => {
  await using client = await connect([step])
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe(code)
  if (message !== undefined) expect(error.message).toMatch(message)
  if (fix !== undefined) expect(error.fix).toMatch(fix)
  if (requests !== undefined) expect(client.server.requests).toHaveLength(requests)
  expect(`${error.message} ${error.fix}`).not.toContain('secret page')
  expect(error.outcome).toBeUndefined()
})

test('an error holds what HubSpot said for its support', async () => {
  const body = {
    status: 'error',
    message: 'm',
    category: 'VALIDATION_ERROR',
    subCategory: 'imports.X',
    correlationId: UUID,
  }
  await using client = await connect([{ status: 400, body }])
  const { hubspot } = await errorOf(client.hubspot.imports.list())
  expect(hubspot).toEqual({ status: 400, category: 'VALIDATION_ERROR', subCategory: 'imports.X', correlationId: UUID })
})

test('no token is in an error or in the log, even when HubSpot sends it back', async () => {
  const body = {
    message: `token ${TOKEN} is wrong`,
    category: TOKEN,
    errors: [{ message: TOKEN, context: { scopes: [TOKEN] } }],
  }
  for (const status of [400, 401, 403, 500]) {
    await using client = await connect([{ status, body }])
    const error = await errorOf(client.hubspot.account.token())
    expect(JSON.stringify([error.message, error.fix, error.hubspot, String(error.cause)]), `${status}`).not.toContain(
      'canary',
    )
    expect(client.logged()).not.toContain('canary')
    expect(client.logged()).toContain('HubSpot answered')
  }
})
