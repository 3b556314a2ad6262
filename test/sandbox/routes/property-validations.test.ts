import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { call, NO_RATE_LIMITS } from '../call-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
})
afterAll(() => sandbox.close())

const RULES = '/crm/v3/property-validations'

test('PUT of a rule sets it, in place of one of the same type', async () => {
  for (const most of ['10', '8']) {
    const json = { ruleArguments: [most] }
    expect((await call(sandbox, `PUT ${RULES}/0-1/zip/rule-type/MAX_LENGTH`, { json })).status).toBe(204)
  }
  const json = { ruleArguments: ['NUMERIC_ONLY'], shouldApplyNormalization: false }
  await call(sandbox, `PUT ${RULES}/contacts/zip/rule-type/ALPHANUMERIC`, { json })
  const numeric = { ruleType: 'ALPHANUMERIC', ruleArguments: ['NUMERIC_ONLY'], shouldApplyNormalization: false }
  const rules = [numeric, { ruleType: 'MAX_LENGTH', ruleArguments: ['8'] }]
  expect((await call(sandbox, `GET ${RULES}/0-1`)).body).toEqual({
    results: [{ propertyName: 'zip', propertyValidationRules: rules }],
  })
  expect((await call(sandbox, 'GET /crm/property-validations/2026-09/0-1/zip')).body).toEqual({ results: rules })
  expect((await call(sandbox, `GET ${RULES}/0-1/zip/rule-type/ALPHANUMERIC`)).body).toEqual(numeric)
  expect((await call(sandbox, `GET ${RULES}/0-1/city`)).body).toEqual({ results: [] })
  expect((await call(sandbox, `GET ${RULES}/0-2`)).body).toEqual({ results: [] })
})

test.each([
  ['GET', '0-1/nothing', 404],
  ['GET', '0-1/zip/rule-type/REGEX', 404],
  ['GET', '2-77', 400],
  ['PUT', '0-1/nothing/rule-type/MAX_LENGTH', 404],
  ['PUT', '0-1/zip/rule-type/SHAPE', 400],
  ['PUT', '0-1/zip/rule-type/MIN_NUMBER', 400],
])('%s of %s is refused', async (method, path, status) => {
  const json = method === 'PUT' ? { ruleArguments: ['1'] } : undefined
  expect((await call(sandbox, `${method} ${RULES}/${path}`, { json })).status).toBe(status)
})
