import { z } from 'zod'
import type { ApiCall } from './api-call.ts'
import { type CrmObject, crmObject, type Owner, owner } from './crm-object.ts'
import type { CallOptions, Objects } from './hubspot.ts'
import type { ObjectType } from './object-types.ts'
import { pages, parsePage } from './pages.ts'
import { parseAnswer } from './parse-answer.ts'
import type { Paths } from './paths.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** Most inputs of a batch read. */
const BATCH = 100
/** Owners have 100 a page by default and at most 500. */
const OWNERS_PAGE = 500

/** `searchLimiter`: search has a limit of its own, 5 a second for the whole account. */
export function createObjects(call: ApiCall, paths: Paths, searchLimiter: RateLimiter): Objects {
  return {
    schemas: async (options) => {
      const answer = await call({ method: 'GET', path: paths.schemas }, options)
      return parseAnswer(schemaList, answer, 'the custom objects').results.map(objectTypeOf)
    },
    owners: async (options) => {
      const all: Owner[] = []
      const read = async (after: string | undefined) => {
        const answer = await call({ method: 'GET', path: paths.owners, query: { after, limit: OWNERS_PAGE } }, options)
        return parsePage(owner, answer, 'the owners')
      }
      for await (const page of pages(read)) all.push(...page.results)
      return all
    },
    batchRead: async (objectTypeId, { ids, ...rest }, options) => {
      const path = paths.batchRead(objectTypeId)
      const found: CrmObject[] = []
      for (let start = 0; start < ids.length; start += BATCH) {
        const inputs = ids.slice(start, start + BATCH).map((id) => ({ id }))
        found.push(...(await readBatch(call, path, { ...rest, inputs }, options)))
      }
      return found
    },
    search: async (objectTypeId, search, options) => {
      const request = { method: 'POST', path: paths.search(objectTypeId), json: search, isRead: true } as const
      const answer = await call({ ...request, limiter: searchLimiter }, options)
      return parsePage(crmObject, answer, `a search in ${objectTypeId}`)
    },
  }
}

/** Ids that do not exist come as errors of a 207 and are simply missing here. */
async function readBatch(call: ApiCall, path: string, json: object, options?: CallOptions): Promise<CrmObject[]> {
  const answer = await call({ method: 'POST', path, json, isRead: true }, options)
  return parseAnswer(z.looseObject({ results: z.array(crmObject) }), answer, 'a batch of records').results
}

const schema = z.looseObject({
  objectTypeId: z.string(),
  name: z.string(),
  fullyQualifiedName: z.string().nullish(),
  labels: z.looseObject({ singular: z.string().nullish(), plural: z.string().nullish() }).nullish(),
  primaryDisplayProperty: z.string().nullish(),
  requiredProperties: z.array(z.string()).nullish(),
  properties: z.array(z.looseObject({ name: z.string(), hasUniqueValue: z.boolean().nullish() })).nullish(),
})

const schemaList = z.looseObject({ results: z.array(schema) })

function objectTypeOf(found: z.infer<typeof schema>): ObjectType {
  const unique = (found.properties ?? []).filter(({ hasUniqueValue }) => hasUniqueValue === true)
  return {
    objectTypeId: found.objectTypeId,
    singular: found.labels?.singular ?? found.name,
    plural: found.labels?.plural ?? found.name,
    aliases: [found.name, found.fullyQualifiedName ?? found.name],
    primaryDisplayProperty: found.primaryDisplayProperty == null ? [] : [found.primaryDisplayProperty],
    uniqueIdentifierProperties: unique.map(({ name }) => name),
    requiredToCreate: (found.requiredProperties ?? []).map((name) => [name]),
    canCreate: true,
    canUpdate: true,
  }
}
