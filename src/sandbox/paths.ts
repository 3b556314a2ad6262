/** Every address, once: the classic forms of the guides and SDKs, and the dated form. */
export const DATED_VERSIONS: ReadonlySet<string> = new Set(['2025-09', '2026-03', '2026-09'])

const below =
  (...bases: readonly string[]) =>
  (rest = ''): string[] =>
    bases.map((base) => `${base}${rest}`)

export const PATHS = {
  imports: below('/crm/v3/imports', '/crm/imports/{version}'),
  associations: below('/crm/v4/associations', '/crm/associations/v4', '/crm/associations/{version}'),
  properties: below('/crm/v3/properties', '/crm/properties/v3', '/crm/properties/{version}'),
  propertyValidations: below(
    '/crm/v3/property-validations',
    '/crm/property-validations/v3',
    '/crm/property-validations/{version}',
  ),
  schemas: below('/crm/v3/schemas', '/crm-object-schemas/v3/schemas', '/crm-object-schemas/{version}/schemas'),
  pipelines: below('/crm/v3/pipelines', '/crm/pipelines/{version}'),
  owners: below('/crm/v3/owners', '/crm/owners/{version}'),
  objects: below('/crm/v3/objects', '/crm/objects/v3', '/crm/objects/{version}'),
  objectAssociations: below('/crm/v4/objects', '/crm/objects/v4', '/crm/objects/{version}'),
  account: below('/account-info/v3', '/account-info/{version}'),
  oauth: below('/oauth/v1', '/oauth/v3', '/oauth/{version}'),
} as const
