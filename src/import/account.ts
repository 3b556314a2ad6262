import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { AccountDetails } from '../hubspot/account.ts'
import type { AssociationLabel } from '../hubspot/association.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { OBJECT_TYPES, type ObjectType } from '../hubspot/object-types.ts'
import type { Property } from '../hubspot/property.ts'
import type { ValidationRule } from '../hubspot/property-validation.ts'
import { type CacheSettings, createCaches } from './definition-cache.ts'
import { type Definitions, labelPair, type OwnerName } from './definitions.ts'

export interface DefinitionsQuery {
  objectTypeIds: readonly string[]
  /** Pairs whose labels are needed: [from, to]. */
  labelPairs?: readonly (readonly [string, string])[]
  owners?: boolean
  /** The rules that the account has set on values. */
  validations?: boolean
}

/** What is known of the connected account. Everything is read on first use. */
export interface Account {
  /** Credentials are there (or the sandbox): without them definitions come from the built-in catalogue. */
  connected: boolean
  details(): Promise<AccountDetails>
  /** Its `accountType`, which never changes: read once, and no failure of a call. undefined: HubSpot did not tell. */
  accountType(): Promise<string | undefined>
  /** Standard objects and the account's custom ones. */
  objectTypes(): Promise<readonly ObjectType[]>
  definitions(query: DefinitionsQuery): Promise<Definitions>
  /** After a write to properties or labels, also one that failed: it may have been done, and its error says to look. */
  forget(): void
}

interface AccountOptions {
  connected: boolean
  connect: () => Promise<HubSpot>
  clock: Clock
  /** Of definitions. Imports, plans and records are never cached. */
  cache: CacheSettings
}

export function createAccount({ connected, connect, clock, cache: settings }: AccountOptions): Account {
  const createCache = createCaches(clock, settings)
  const details = createCache(async () => (await connect()).account.details())
  const properties = createCache(async (id) => readProperties(await connect(), id))
  const labels = createCache(async (pair) => readLabels(await connect(), pair))
  const owners = createCache(async () => readOwners(await connect()))
  const validations = createCache(async (id) => readValidations(await connect(), id))
  const schemas = createCache(async () => readCustomObjects(await connect()))
  const objectTypes = async () => (connected ? [...OBJECT_TYPES, ...(await schemas.get(''))] : OBJECT_TYPES)
  let accountType: string | undefined
  return {
    connected,
    details: () => details.get(''),
    async accountType() {
      const told = async () => (await details.get('')).accountType
      accountType ??= await told().catch(() => undefined)
      return accountType
    },
    objectTypes,
    async definitions({ objectTypeIds, labelPairs = [], ...wants }) {
      if (!connected) return await builtInDefinitions()
      const pairs = labelPairs.map((pair) => labelPair(...pair))
      const [types, allProperties, allLabels, allOwners, allValidations] = await Promise.all([
        objectTypes(),
        readAll(objectTypeIds, properties.get),
        readKnown(pairs, labels.get),
        wants.owners === true ? owners.get('') : null,
        readKnown(wants.validations === true ? objectTypeIds : [], validations.get),
      ])
      return {
        source: 'account',
        objectTypes: types,
        properties: allProperties,
        labels: allLabels,
        owners: allOwners,
        validations: allValidations,
      }
    },
    forget() {
      for (const cache of [properties, labels, schemas, validations]) cache.clear()
    },
  }
}

async function builtInDefinitions(): Promise<Definitions> {
  const { builtInSchema } = await import('../mapping/built-in-schema.ts')
  return { ...builtInSchema(), source: 'built-in', labels: new Map(), owners: null, validations: new Map() }
}

async function readAll<T>(keys: readonly string[], read: (key: string) => Promise<T>): Promise<Map<string, T>> {
  return new Map(await Promise.all([...new Set(keys)].map(async (key) => [key, await read(key)] as const)))
}

/** What could not be read is missing. */
async function readKnown<T>(
  keys: readonly string[],
  read: (key: string) => Promise<T | null>,
): Promise<Map<string, T>> {
  const all = await readAll(keys, read)
  return new Map([...all].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])))
}

/** An object type that does not exist has no properties: preflight reports it as MISSING_OBJECT_DEFINITION. */
async function readProperties(hubspot: HubSpot, objectTypeId: string): Promise<readonly Property[]> {
  return (await hubspot.properties.list(objectTypeId).catch(nullIfUnknown)) ?? []
}

async function readLabels(hubspot: HubSpot, pair: string): Promise<readonly AssociationLabel[] | null> {
  const [from = '', to = ''] = pair.split('>')
  return hubspot.associations.labels.list(from, to).catch(nullIfUnknown)
}

/** Without the scope to read owners their cells are not checked, and preflight says so. */
async function readOwners(hubspot: HubSpot): Promise<readonly OwnerName[] | null> {
  return hubspot.objects.owners().catch(nullIfForbidden)
}

/** Accounts without such rules, and tokens that may not see them, have none to check: preflight says so. */
async function readValidations(
  hubspot: HubSpot,
  objectTypeId: string,
): Promise<ReadonlyMap<string, readonly ValidationRule[]> | null> {
  const found = await hubspot.properties.validations(objectTypeId).catch(nullIfClosed)
  return found && new Map(found.map((one) => [one.propertyName, one.propertyValidationRules]))
}

async function readCustomObjects(hubspot: HubSpot): Promise<readonly ObjectType[]> {
  const schemas = await hubspot.objects.schemas().catch(nullIfForbidden)
  return schemas ?? []
}

function nullIfForbidden(error: unknown): null {
  if (error instanceof UsageError && error.code === 'hubspot_forbidden') return null
  throw error
}

/** 404, or 400 "Unable to infer object type from: 2-999". */
function nullIfUnknown(error: unknown): null {
  if (error instanceof UsageError && /^hubspot_(not_found|bad_request)$/.test(error.code)) return null
  throw error
}

function nullIfClosed(error: unknown): null {
  return error instanceof UsageError && error.code === 'hubspot_forbidden' ? null : nullIfUnknown(error)
}
