import { expect, test } from 'vitest'
import { createPaths } from '../../src/hubspot/paths.ts'
import { API_VERSIONS, type ApiVersion } from '../../src/hubspot/settings.ts'

const all = (version: ApiVersion) => {
  const paths = createPaths(version)
  return [
    paths.imports,
    paths.importErrors('7'),
    paths.cancelImport('7'),
    paths.properties('0-1'),
    paths.label('0-1', '0-2', 35),
    paths.configurationBatch('0-1', '0-2', 'purge'),
    paths.schemas,
    paths.owners,
    paths.search('contacts'),
    paths.accountDetails,
    paths.token,
  ]
}

test('createPaths() knows the classic addresses', () => {
  expect(all('v3')).toEqual([
    '/crm/v3/imports',
    '/crm/v3/imports/7/errors',
    '/crm/v3/imports/7/cancel',
    '/crm/v3/properties/0-1',
    '/crm/v4/associations/0-1/0-2/labels/35',
    '/crm/v4/associations/definitions/configurations/0-1/0-2/batch/purge',
    '/crm/v3/schemas',
    '/crm/v3/owners',
    '/crm/v3/objects/contacts/search',
    '/account-info/v3/details',
    '/oauth/v1/token',
  ])
})

test('createPaths() knows the dated addresses', () => {
  expect(all('2026-09')).toEqual([
    '/crm/imports/2026-09',
    '/crm/imports/2026-09/7/errors',
    '/crm/imports/2026-09/7/cancel',
    '/crm/properties/2026-09/0-1',
    '/crm/associations/2026-09/0-1/0-2/labels/35',
    '/crm/associations/2026-09/definitions/configurations/0-1/0-2/batch/purge',
    '/crm-object-schemas/2026-09/schemas',
    '/crm/owners/2026-09',
    '/crm/objects/2026-09/contacts/search',
    '/account-info/2026-09/details',
    '/oauth/2026-09/token',
  ])
})

test('no two versions share an address', () => {
  const addresses = API_VERSIONS.flatMap(all)
  expect(new Set(addresses).size).toBe(addresses.length)
})
