import { z } from 'zod'
import { type Property, property } from '../../hubspot/property.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { badRequest, notFound } from '../refusal.ts'
import { type Answer, created, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { propertyScopes } from '../scopes.ts'
import { definitionOf } from '../seed-properties.ts'
import { typeIdOf, typeOf } from './association-labels.ts'

export const readingProperties = ({ params }: SandboxRequest): readonly string[] =>
  propertyScopes(params.objectType ?? '', 'read')

export const writingProperties = ({ params }: SandboxRequest): readonly string[] =>
  propertyScopes(params.objectType ?? '', 'write')

type Parts = Pick<SandboxParts, 'properties' | 'propertyGroups' | 'now'>

export function propertyRoutes(parts: Parts): Route[] {
  const { properties } = parts
  const paths = PATHS.properties('/{objectType}')
  const one = PATHS.properties('/{objectType}/{propertyName}')
  return [
    {
      method: 'GET',
      paths,
      scopes: readingProperties,
      answer: ({ params, query }) => ok({ results: listed(typeIdOf(params.objectType ?? ''), query, parts) }),
    },
    {
      method: 'POST',
      paths,
      scopes: writingProperties,
      answer: async (request) => {
        const input = await readJson(request, newProperty)
        return created(addProperty(request.params.objectType ?? '', input, parts))
      },
    },
    {
      method: 'GET',
      paths: one,
      scopes: readingProperties,
      answer: ({ params, query }) => {
        const objectTypeId = typeIdOf(params.objectType ?? '')
        const all = query.get('archived') === 'true' ? properties.archived(objectTypeId) : properties.list(objectTypeId)
        const found = all.find(({ name }) => name === params.propertyName)
        if (found === undefined) throw noProperty(params.propertyName)
        return ok(found)
      },
    },
    { method: 'PATCH', paths: one, scopes: writingProperties, answer: (request) => updateProperty(request, parts) },
    {
      method: 'DELETE',
      paths: one,
      scopes: writingProperties,
      answer: ({ params }) => {
        archiveProperty(typeIdOf(params.objectType ?? ''), params.propertyName ?? '', parts)
        return noContent
      },
    },
  ]
}

const noProperty = (name = '') => notFound(`Property ${name.slice(0, 200)} does not exist`)

/** No property of the sandbox is sensitive. */
function listed(objectTypeId: string, query: URLSearchParams, { properties }: Parts): readonly Property[] {
  if ((query.get('dataSensitivity') ?? 'non_sensitive') !== 'non_sensitive') return []
  return query.get('archived') === 'true' ? properties.archived(objectTypeId) : properties.list(objectTypeId)
}

/** Which field types a type can have. */
const FIELD_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['bool', ['booleancheckbox', 'calculation_equation']],
  ['date', ['date']],
  ['datetime', ['date']],
  ['enumeration', ['booleancheckbox', 'checkbox', 'radio', 'select', 'calculation_equation']],
  ['number', ['number', 'calculation_equation']],
  ['phone_number', ['phonenumber']],
  ['string', ['file', 'html', 'phonenumber', 'text', 'textarea', 'calculation_equation']],
])

export const newProperty = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  description: z.string().optional(),
  options: z.array(z.looseObject({ label: z.string(), value: z.string() })).optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  displayOrder: z.number().optional(),
})

export function addProperty(objectType: string, input: z.output<typeof newProperty>, parts: Parts): Property {
  const type = typeOf(objectType)
  checkName(input.name)
  checkKind(input)
  mustBeGroup(type.objectTypeId, input.groupName, parts)
  const at = new Date(parts.now()).toISOString()
  const definition = {
    ...definitionOf(type, { ...input, custom: true }),
    description: input.description ?? '',
    displayOrder: input.displayOrder ?? -1,
    hidden: input.hidden ?? false,
    formField: input.formField ?? false,
    createdAt: at,
    updatedAt: at,
  }
  parts.properties.add(type, definition)
  return definition
}

const changes = newProperty.omit({ name: true, hasUniqueValue: true }).partial()

/** What is not sent stays; a unique property stays unique. HubSpot's own definitions cannot be changed. */
async function updateProperty(request: SandboxRequest, parts: Parts): Promise<Answer> {
  const objectTypeId = typeIdOf(request.params.objectType ?? '')
  const given = await readJson(request, changes)
  const before = parts.properties.find(objectTypeId, request.params.propertyName ?? '')
  if (before === undefined) throw noProperty(request.params.propertyName)
  mustBeOwn(before)
  const { label, type, fieldType, groupName, description, options, hidden, formField, displayOrder } = given
  const sent = { label, type, fieldType, groupName, description, options, hidden, formField, displayOrder }
  const after = property.parse({ ...before, ...withoutUndefined(sent), updatedAt: new Date(parts.now()).toISOString() })
  checkKind(after)
  if (groupName !== undefined) mustBeGroup(objectTypeId, groupName, parts)
  parts.properties.replace(objectTypeId, after)
  return ok(after)
}

const withoutUndefined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** A group is made first, with a call of its own. */
function mustBeGroup(objectTypeId: string, groupName: string, { propertyGroups }: Parts): void {
  if (propertyGroups.list(objectTypeId).some(({ name }) => name === groupName)) return
  throw badRequest(`Property group ${groupName.slice(0, 200)} does not exist`)
}

/** One that is not there is archived already. @throws Refusal 400 for one of HubSpot's own */
export function archiveProperty(
  objectTypeId: string,
  name: string,
  { properties, now }: Pick<Parts, 'properties' | 'now'>,
): void {
  const found = properties.find(objectTypeId, name)
  if (found === undefined) return
  mustBeOwn(found)
  properties.archive(objectTypeId, found, new Date(now()).toISOString())
}

function mustBeOwn({ name, hubspotDefined }: Property): void {
  if (hubspotDefined === true) throw badRequest(`${name} is a property of HubSpot: its definition cannot be changed`)
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9_]{0,99}$/.test(name)) return
  throw badRequest(
    `Property name ${name.slice(0, 200)} is not valid: lower case letters, digits and underscores, beginning with a letter, at most 100`,
  )
}

type Kind = Pick<Property, 'type' | 'fieldType'> & { options?: readonly { value: string }[] | undefined }

function checkKind({ type, fieldType, options = [] }: Kind): void {
  const fitting = FIELD_TYPES.get(type)
  if (fitting === undefined)
    throw badRequest(`${type.slice(0, 100)} is not a property type: [${[...FIELD_TYPES.keys()].join(', ')}]`)
  if (!fitting.includes(fieldType)) {
    throw badRequest(`fieldType ${fieldType.slice(0, 100)} does not fit type ${type}: [${fitting.join(', ')}]`)
  }
  const values = options.map((option) => option.value)
  if (new Set(values).size < values.length) throw badRequest('Property option values must be unique')
}
