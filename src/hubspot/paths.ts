import { UsageError } from '../errors.ts'
import type { ApiVersion } from './settings.ts'

/**
 * Every address of HubSpot that is used, for the classic and the dated versions. Classic means what HubSpot's older
 * guides show: v3 for most, v4 for associations, v1 for OAuth.
 */
export interface Paths {
  imports: string
  importOf(importId: string): string
  cancelImport(importId: string): string
  importErrors(importId: string): string
  properties(objectTypeId: string): string
  propertyValidations(objectTypeId: string): string
  labels(from: string, to: string): string
  label(from: string, to: string, associationTypeId: number): string
  allConfigurations: string
  configurations(from: string, to: string): string
  configurationBatch(from: string, to: string, action: 'create' | 'update' | 'purge'): string
  schemas: string
  owners: string
  batchRead(objectTypeId: string): string
  search(objectTypeId: string): string
  accountDetails: string
  token: string
  /** Dated versions only; the classic one is asked with the token in the address. */
  introspect: string | null
  oauthTokenInfo(token: string): string
  privateAppTokenInfo: string
}

export function createPaths(version: ApiVersion): Paths {
  const roots = version === 'v3' ? CLASSIC : dated(version)
  const pair = (from: string, to: string) => `${objectType(from)}/${objectType(to)}`
  const configurations = `${roots.associations}/definitions/configurations`
  return {
    imports: roots.imports,
    importOf: (id) => `${roots.imports}/${importIdSegment(id)}`,
    cancelImport: (id) => `${roots.imports}/${importIdSegment(id)}/cancel`,
    importErrors: (id) => `${roots.imports}/${importIdSegment(id)}/errors`,
    properties: (type) => `${roots.properties}/${objectType(type)}`,
    propertyValidations: (type) => `${roots.propertyValidations}/${objectType(type)}`,
    labels: (from, to) => `${roots.associations}/${pair(from, to)}/labels`,
    label: (from, to, typeId) => `${roots.associations}/${pair(from, to)}/labels/${associationTypeSegment(typeId)}`,
    allConfigurations: `${configurations}/all`,
    configurations: (from, to) => `${configurations}/${pair(from, to)}`,
    configurationBatch: (from, to, action) => `${configurations}/${pair(from, to)}/batch/${action}`,
    schemas: roots.schemas,
    owners: roots.owners,
    batchRead: (type) => `${roots.objects}/${objectType(type)}/batch/read`,
    search: (type) => `${roots.objects}/${objectType(type)}/search`,
    accountDetails: roots.accountDetails,
    token: `${roots.oauth}/token`,
    introspect: version === 'v3' ? null : `${roots.oauth}/token/introspect`,
    oauthTokenInfo: (token) => `/oauth/v1/access-tokens/${encodeURIComponent(token)}`,
    privateAppTokenInfo: '/oauth/v2/private-apps/get/access-token-info',
  }
}

const CLASSIC = {
  imports: '/crm/v3/imports',
  associations: '/crm/v4/associations',
  properties: '/crm/v3/properties',
  propertyValidations: '/crm/v3/property-validations',
  schemas: '/crm/v3/schemas',
  owners: '/crm/v3/owners',
  objects: '/crm/v3/objects',
  accountDetails: '/account-info/v3/details',
  oauth: '/oauth/v1',
}

function dated(version: ApiVersion): typeof CLASSIC {
  return {
    imports: `/crm/imports/${version}`,
    associations: `/crm/associations/${version}`,
    properties: `/crm/properties/${version}`,
    propertyValidations: `/crm/property-validations/${version}`,
    schemas: `/crm-object-schemas/${version}/schemas`,
    owners: `/crm/owners/${version}`,
    objects: `/crm/objects/${version}`,
    accountDetails: `/account-info/${version}/details`,
    oauth: `/oauth/${version}`,
  }
}

function importIdSegment(importId: string): string {
  return checked(importId, /^\d{1,20}$/, 'importId', 'the digits that start_import or list_imports gave')
}

function objectType(text: string): string {
  return checked(text, /^[A-Za-z0-9_-]{1,128}$/, 'object type', 'an id such as 0-1 or a name such as contacts')
}

function associationTypeSegment(typeId: number): string {
  return checked(String(typeId), /^\d{1,10}$/, 'associationTypeId', 'a whole number from list_association_labels')
}

function checked(value: string, pattern: RegExp, name: string, wanted: string): string {
  if (pattern.test(value)) return encodeURIComponent(value)
  const shown = JSON.stringify(value.slice(0, 60)).replace(/[^\x20-\x7e]/g, '?')
  throw new UsageError('invalid_arguments', `${shown} is not a valid ${name}.`, `Give ${wanted}.`)
}
