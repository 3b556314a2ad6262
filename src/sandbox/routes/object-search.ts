import { z } from 'zod'
import { comparableValue } from '../object-values.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { askedProperties, recordResponse } from '../record-response.ts'
import { type Filter, SEARCH_OPERATORS } from '../record-search.ts'
import { badRequest } from '../refusal.ts'
import { type Answer, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { typeIdOf } from './association-labels.ts'
import { readScopes } from './objects.ts'

export function objectSearchRoutes(parts: SandboxParts): Route[] {
  return [
    {
      method: 'POST',
      paths: PATHS.objects('/{objectType}/search'),
      scopes: readScopes,
      search: true,
      answer: (request) => searchRecords(request, parts),
    },
  ]
}

const filter = z.looseObject({
  propertyName: z.string(),
  operator: z.enum(SEARCH_OPERATORS),
  value: z.coerce.string().optional(),
  highValue: z.coerce.string().optional(),
  values: z.array(z.coerce.string()).optional(),
})

const search = z.looseObject({
  filterGroups: z
    .array(z.looseObject({ filters: z.array(filter).max(6) }))
    .max(5)
    .default([]),
  query: z.string().optional(),
  properties: z.array(z.string()).default([]),
  sorts: z
    .array(z.union([z.string(), z.looseObject({ propertyName: z.string(), direction: z.string().optional() })]))
    .max(1)
    .default([]),
  limit: z.number().int().min(1).max(200).default(10),
  after: z.coerce.number().int().min(0).default(0),
})

/** A search reaches this far into its results. */
const MAX_RESULTS = 10_000

async function searchRecords(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const objectTypeId = typeIdOf(request.params.objectType ?? '')
  const wanted = await readJson(request, search)
  const given = wanted.filterGroups.map((group) => group.filters)
  checkFilters(objectTypeId, given.flat(), parts)
  const filterGroups = given.map((filters) => filters.map((one) => comparableFilter(objectTypeId, one, parts)))
  if (wanted.after + wanted.limit > MAX_RESULTS) throw badRequest(`A search cannot page beyond ${MAX_RESULTS} results`)
  const sort = sortOf(objectTypeId, wanted.sorts[0], parts)
  const { total, records } = parts.records.search(objectTypeId, {
    filterGroups,
    ...(wanted.query === undefined
      ? {}
      : { query: { text: wanted.query, propertyNames: searched(objectTypeId, parts) } }),
    ...(sort === undefined ? {} : { sort }),
    limit: wanted.limit,
    offset: wanted.after,
  })
  const names = askedProperties(objectTypeId, wanted.properties, parts)
  const next = wanted.after + records.length
  return ok({
    total,
    results: records.map((record) => recordResponse(record, names)),
    ...(next < total ? { paging: { next: { after: String(next) } } } : {}),
  })
}

function checkFilters(objectTypeId: string, filters: readonly Filter[], parts: SandboxParts): void {
  for (const filter of filters) {
    checkProperty(objectTypeId, filter.propertyName, parts)
    const missing = neededBy(filter.operator).find((key) => filter[key] === undefined)
    if (missing === undefined) continue
    throw badRequest(`The operator ${filter.operator} on ${filter.propertyName} needs ${missing}`)
  }
}

function neededBy(operator: string): readonly ('value' | 'highValue' | 'values')[] {
  if (operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY') return []
  if (operator === 'BETWEEN') return ['value', 'highValue']
  return operator === 'IN' || operator === 'NOT_IN' ? ['values'] : ['value']
}

/** Times may be given in milliseconds since 1970, as in HubSpot's guide. */
function comparableFilter(objectTypeId: string, filter: Filter, { properties }: SandboxParts): Filter {
  const definition = properties.find(objectTypeId, filter.propertyName)
  if (definition === undefined) return filter
  const { value, highValue, values } = filter
  return {
    ...filter,
    ...(value === undefined ? {} : { value: comparableValue(definition, value) }),
    ...(highValue === undefined ? {} : { highValue: comparableValue(definition, highValue) }),
    ...(values === undefined ? {} : { values: values.map((one) => comparableValue(definition, one)) }),
  }
}

/** Also keeps the names out of the SQL that are not names. @throws Refusal 400 */
function checkProperty(objectTypeId: string, name: string, { properties }: SandboxParts): void {
  if (properties.find(objectTypeId, name) === undefined) throw badRequest(`There is no property ${name.slice(0, 100)}`)
}

function sortOf(objectTypeId: string, sort: z.infer<typeof search>['sorts'][number] | undefined, parts: SandboxParts) {
  if (sort === undefined) return undefined
  const text = typeof sort === 'string' ? sort : sort.propertyName
  const propertyName = text.replace(/^-/, '')
  checkProperty(objectTypeId, propertyName, parts)
  const direction = typeof sort === 'string' ? undefined : sort.direction
  const isNumber = parts.properties.find(objectTypeId, propertyName)?.type === 'number'
  return { propertyName, isNumber, descending: text.startsWith('-') || direction === 'DESCENDING' }
}

const SEARCHED: ReadonlyMap<string, readonly string[]> = new Map([
  ['0-1', ['email', 'firstname', 'lastname', 'phone', 'company']],
  ['0-2', ['name', 'domain', 'website', 'phone']],
  ['0-3', ['dealname', 'description']],
  ['0-5', ['subject', 'content']],
])

/** Properties that a free text is looked for in: the known ones, else every text of the object. */
const searched = (objectTypeId: string, { properties }: SandboxParts): readonly string[] =>
  SEARCHED.get(objectTypeId) ??
  properties.list(objectTypeId).flatMap((one) => (one.type === 'string' ? [one.name] : []))
