import { z } from 'zod'
import { ASSOCIATION_CATEGORIES, associationCategory } from '../../hubspot/import-request.ts'
import type { AssociationType, Pair } from '../label-store.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { badRequest } from '../refusal.ts'
import { type Answer, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { ASSOCIATION_SCOPES } from '../scopes.ts'
import { nameOf, pairOf } from './association-labels.ts'

export function associationConfigurationRoutes(parts: SandboxParts): Route[] {
  const scopes = ASSOCIATION_SCOPES
  const batch = (action: string) => PATHS.associations(`/definitions/configurations/{from}/{to}/batch/${action}`)
  const createdStatus = ({ dated }: SandboxRequest) => (dated && parts.specStatusOnDated ? 200 : 201)
  return [
    {
      method: 'GET',
      paths: PATHS.associations('/definitions/configurations/all'),
      scopes,
      answer: () => ok({ results: limitedTypes(parts).map((type) => listed(type, parts)) }),
    },
    {
      method: 'GET',
      paths: PATHS.associations('/definitions/configurations/{from}/{to}'),
      scopes,
      answer: (request) => ok({ results: parts.labels.types(pairOf(request)).map((type) => listed(type, parts)) }),
    },
    {
      method: 'POST',
      paths: batch('create'),
      scopes,
      answer: (request) => setLimits(request, createdStatus(request), parts),
    },
    { method: 'POST', paths: batch('update'), scopes, answer: (request) => setLimits(request, 200, parts) },
    { method: 'POST', paths: batch('purge'), scopes, answer: (request) => purge(request, parts) },
  ]
}

const MAX_INPUTS = 100

const spec = z.object({ category: associationCategory, typeId: z.number().int() })
const limit = spec.extend({ maxToObjectIds: z.number().int() })
const specs = z.object({ inputs: z.array(spec).min(1).max(MAX_INPUTS) })
const limits = z.object({ inputs: z.array(limit).min(1).max(MAX_INPUTS) })

/** Types with a limit, and the other direction of each, which is listed without one. */
function limitedTypes({ labels, configurations }: SandboxParts): AssociationType[] {
  const found = new Map<string, AssociationType>()
  const keep = (pair: Pair, category: string, typeId: number) => {
    const type = labels.find(pair, category, typeId)
    if (type !== undefined) found.set(`${type.fromObjectTypeId}>${type.toObjectTypeId} ${category} ${typeId}`, type)
    return type
  }
  for (const limited of configurations.all()) {
    const type = keep(limited, limited.category, limited.typeId)
    if (type !== undefined) keep(inverse(type), type.category, type.inverseTypeId)
  }
  return [...found.values()]
}

const inverse = ({ fromObjectTypeId, toObjectTypeId }: Pair): Pair => ({
  fromObjectTypeId: toObjectTypeId,
  toObjectTypeId: fromObjectTypeId,
})

const listed = (type: AssociationType, { configurations }: SandboxParts) => ({
  category: type.category,
  typeId: type.typeId,
  userEnforcedMaxToObjectIds: configurations.limit(type) ?? null,
  label: type.label,
})

/** One wrong input, and nothing is done: 207 CANCELED, as recorded. */
async function setLimits(request: SandboxRequest, status: number, parts: SandboxParts): Promise<Answer> {
  const startedAt = parts.now()
  const pair = pairOf(request)
  const { inputs } = await readJson(request, limits)
  const wrong = inputs.filter((input) => parts.labels.find(pair, input.category, input.typeId) === undefined)
  if (wrong.length > 0) return { status: 207, body: canceled(pair, wrong, startedAt, parts) }
  for (const input of inputs) checkRange(pair, input, inputs, parts)
  for (const { category, typeId, maxToObjectIds } of inputs) {
    parts.configurations.set({ ...pair, category, typeId }, maxToObjectIds)
  }
  const results = inputs.map(({ category, typeId, maxToObjectIds }) => ({
    category,
    typeId,
    userEnforcedMaxToObjectIds: maxToObjectIds,
  }))
  return { status, body: { status: 'COMPLETE', results, ...times(startedAt, parts) } }
}

async function purge(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const startedAt = parts.now()
  const pair = pairOf(request)
  const { inputs } = await readJson(request, specs)
  const wrong = inputs.find((input) => parts.labels.find(pair, input.category, input.typeId) === undefined)
  if (wrong !== undefined) throw badRequest(invalidType(pair, wrong).message, invalidType(pair, wrong))
  for (const input of inputs) parts.configurations.remove({ ...pair, ...input })
  if (!request.dated || !parts.specStatusOnDated) return noContent
  return ok({ status: 'COMPLETE', results: [], ...times(startedAt, parts) })
}

/** Stands for the subscription's limit. */
const SUBSCRIPTION_LIMIT = 500_000

/** A label may not allow more than the unlabeled type of its pair. @throws Refusal 400 */
function checkRange(
  pair: Pair,
  input: z.infer<typeof limit>,
  inputs: readonly z.infer<typeof limit>[],
  parts: SandboxParts,
) {
  const type = parts.labels.find(pair, input.category, input.typeId)
  const plain = parts.labels.types(pair).find((one) => one.label === null)
  const newPlain = inputs.find((one) => one.category === plain?.category && one.typeId === plain?.typeId)
  const plainLimit = newPlain?.maxToObjectIds ?? (plain === undefined ? undefined : parts.configurations.limit(plain))
  const highest = type?.label === null ? SUBSCRIPTION_LIMIT : (plainLimit ?? SUBSCRIPTION_LIMIT)
  if (input.maxToObjectIds >= 1 && input.maxToObjectIds <= highest) return
  throw badRequest(
    `Invalid maxToObjectIds ${input.maxToObjectIds} for association type ${input.typeId}: it must be between 1 and ${highest}`,
  )
}

/** "0-5": the number of the category, then the type id. */
function invalidType(pair: Pair, { category, typeId }: z.infer<typeof spec>) {
  const type = `${ASSOCIATION_CATEGORIES.indexOf(category)}-${typeId}`
  const [from, to] = [nameOf(pair.fromObjectTypeId), nameOf(pair.toObjectTypeId)]
  return {
    category: 'VALIDATION_ERROR',
    subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
    message: `${type} is not a valid association type between ${from} and ${to}`,
    context: { type: [type], fromObjectType: [from], toObjectType: [to] },
  }
}

const canceled = (pair: Pair, wrong: readonly z.infer<typeof spec>[], startedAt: number, parts: SandboxParts) => ({
  status: 'CANCELED',
  results: [],
  numErrors: wrong.length,
  errors: wrong.map((input) => ({ status: 'error', ...invalidType(pair, input) })),
  ...times(startedAt, parts),
})

const times = (startedAt: number, { now }: SandboxParts) => ({
  startedAt: new Date(startedAt).toISOString(),
  completedAt: new Date(now()).toISOString(),
})
