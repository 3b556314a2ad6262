import { z } from 'zod'
import type { ObjectType } from '../../hubspot/object-types.ts'
import { constantName, findObjectType } from '../custom-objects.ts'
import type { AssociationType, LabelStore, Pair } from '../label-store.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { badRequest, Refusal } from '../refusal.ts'
import { type Answer, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { ASSOCIATION_SCOPES } from '../scopes.ts'

export function associationLabelRoutes(parts: SandboxParts): Route[] {
  const paths = PATHS.associations('/{from}/{to}/labels')
  const scopes = ASSOCIATION_SCOPES
  return [
    {
      method: 'GET',
      paths,
      scopes,
      answer: (request) => ok({ results: parts.labels.types(pairOf(request)).map(labelResponse) }),
    },
    { method: 'POST', paths, scopes, answer: (request) => createLabel(request, parts) },
    { method: 'PUT', paths, scopes, answer: (request) => updateLabel(request, parts) },
    {
      method: 'DELETE',
      paths: PATHS.associations('/{from}/{to}/labels/{associationTypeId}'),
      scopes,
      answer: (request) => deleteLabel(request, parts),
    },
  ]
}

/** @throws Refusal 400 for an object type that does not exist */
export function pairOf({ params }: SandboxRequest): Pair {
  const [from = '', to = ''] = [params.from, params.to]
  return { fromObjectTypeId: typeIdOf(from), toObjectTypeId: typeIdOf(to) }
}

/** @throws Refusal 400 */
export function typeOf(text: string): ObjectType {
  const type = findObjectType(text)
  if (type === undefined) throw badRequest(`Unable to infer object type from: ${text.slice(0, 200)}`)
  return type
}

export const typeIdOf = (text: string): string => typeOf(text).objectTypeId

/** CONTACT, DEAL; a custom object by its id. */
export const nameOf = (objectTypeId: string): string => {
  const type = findObjectType(objectTypeId)
  return type === undefined || objectTypeId.startsWith('2-') ? objectTypeId : constantName(type)
}

const MAX_LABELS = 50

const newLabel = z.object({ name: z.string(), label: z.string(), inverseLabel: z.string().optional() })

const changedLabel = z.object({
  associationTypeId: z.number().int(),
  label: z.string(),
  inverseLabel: z.string().optional(),
})

async function createLabel(request: SandboxRequest, { labels }: SandboxParts): Promise<Answer> {
  const pair = pairOf(request)
  const { name, label, inverseLabel = label } = await readJson(request, newLabel)
  checkName(name, labels)
  if (label === '') return ok(created(labels.add(pair, unlabeled(pair, name, labels))))
  mustHaveText(label, inverseLabel)
  checkTexts(pair, { label, inverseLabel }, labels)
  if (labelCount(pair, labels) >= MAX_LABELS) throw tooManyLabels(pair)
  return ok(created(labels.add(pair, { name, label, inverseLabel })))
}

const created = (types: readonly AssociationType[]) => ({ results: types.map(labelResponse) })

/** A pair with a custom object has no type of HubSpot's: its unlabeled type is made like a label, with an empty text. */
function unlabeled(pair: Pair, name: string, labels: LabelStore) {
  const isCustom = [pair.fromObjectTypeId, pair.toObjectTypeId].some((id) => id.startsWith('2-'))
  if (!isCustom || labels.types(pair).some((type) => type.label === null)) throw badRequest('Label must not be empty')
  return { name, label: null, inverseLabel: null }
}

async function updateLabel(request: SandboxRequest, { labels }: SandboxParts): Promise<Answer> {
  const pair = pairOf(request)
  const { associationTypeId, label, inverseLabel = label } = await readJson(request, changedLabel)
  const type = accountType(pair, associationTypeId, labels)
  mustHaveText(label, inverseLabel)
  checkTexts(pair, { label, inverseLabel }, labels, type)
  labels.relabel(type, label, inverseLabel)
  return noContent
}

function deleteLabel(request: SandboxRequest, { labels, records, configurations }: SandboxParts): Answer {
  const pair = pairOf(request)
  const { associationTypeId = '' } = request.params
  if (!/^\d{1,10}$/.test(associationTypeId)) throw badRequest(`${associationTypeId.slice(0, 50)} is not a number`)
  const type = accountType(pair, Number(associationTypeId), labels)
  if (type.label === null && labelCount(pair, labels) > 0) {
    throw badRequest(
      `Definition with label still exists; Cannot delete unlabeled type with associationTypeId ${type.typeId}`,
    )
  }
  for (const removed of labels.remove(type)) {
    records.removeAssociationType(removed)
    configurations.remove(removed)
  }
  return noContent
}

/** A type of the account in this direction; HubSpot's own can be neither changed nor deleted. @throws Refusal 400 */
function accountType(pair: Pair, typeId: number, labels: LabelStore): AssociationType {
  const found = labels.find(pair, 'USER_DEFINED', typeId)
  if (found !== undefined) return found
  if (labels.find(pair, 'HUBSPOT_DEFINED', typeId) !== undefined) {
    throw badRequest(`Association definition ${typeId} is defined by HubSpot and cannot be changed or deleted`)
  }
  throw badRequest(`Unable to find objectTypeIds for association type ${typeId}`)
}

function mustHaveText(...texts: readonly string[]): void {
  if (texts.some((text) => text.trim() === '')) throw badRequest('Label must not be empty')
}

function checkName(name: string, labels: LabelStore): void {
  if (!/^[^\d-][^-]*$/.test(name)) {
    throw badRequest(`Invalid name ${name.slice(0, 200)}: it must not be empty, contain a hyphen or start with a digit`)
  }
  if (labels.ofAccount().some((type) => type.name === name)) {
    throw badRequest(`Association definition named ${name} already exists for portal`)
  }
}

interface Texts {
  label: string
  inverseLabel: string
}

/** A text is used once in a pair and direction. The two sides of one type may carry the same. */
function checkTexts(pair: Pair, texts: Texts, labels: LabelStore, changed?: AssociationType): void {
  const inverse = { fromObjectTypeId: pair.toObjectTypeId, toObjectTypeId: pair.fromObjectTypeId }
  const others = (direction: Pair) =>
    labels
      .types(direction)
      .filter((type) => type.category !== 'USER_DEFINED' || !ownIds(changed).includes(type.typeId))
      .map((type) => type.label)
  const taken = [
    ...(others(pair).includes(texts.label) ? [texts.label] : []),
    ...(others(inverse).includes(texts.inverseLabel) ? [texts.inverseLabel] : []),
  ]
  if (taken.length === 0) return
  throw badRequest(`Association definition label ${taken[0]} already exists on ObjectType pair`, {
    subCategory: 'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
  })
}

const ownIds = (type: AssociationType | undefined): number[] =>
  type === undefined ? [] : [type.typeId, type.inverseTypeId]

/** Labels of the account, counted once for both directions. */
function labelCount(pair: Pair, labels: LabelStore): number {
  const labeled = labels.types(pair).filter((type) => type.category === 'USER_DEFINED' && type.label !== null)
  return new Set(labeled.map((type) => Math.min(type.typeId, type.inverseTypeId))).size
}

const tooManyLabels = (pair: Pair): Refusal =>
  new Refusal(437, {
    message: `No more than ${MAX_LABELS} association types are allowed between ${nameOf(pair.fromObjectTypeId)} and ${nameOf(pair.toObjectTypeId)}`,
    category: 'VALIDATION_ERROR',
  })

const labelResponse = ({ category, typeId, label }: AssociationType) => ({ category, typeId, label })
