import { z } from 'zod'
import { findObjectType } from '../custom-objects.ts'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { badRequest, notFound } from '../refusal.ts'
import { type Answer, created, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { propertyScopes } from '../scopes.ts'
import { definitionOf } from '../seed-properties.ts'
import { typeIdOf } from './association-labels.ts'

export function propertyRoutes({ properties, now }: SandboxParts): Route[] {
  const paths = PATHS.properties('/{objectType}')
  const reading = ({ params }: SandboxRequest) => propertyScopes(params.objectType ?? '', 'read')
  const writing = ({ params }: SandboxRequest) => propertyScopes(params.objectType ?? '', 'write')
  return [
    {
      method: 'GET',
      paths,
      scopes: reading,
      answer: ({ params, query }) =>
        ok({ results: visible(properties.list(typeIdOf(params.objectType ?? '')), query) }),
    },
    { method: 'POST', paths, scopes: writing, answer: (request) => createProperty(request, { properties, now }) },
    {
      method: 'GET',
      paths: PATHS.properties('/{objectType}/{propertyName}'),
      scopes: reading,
      answer: ({ params }) => {
        const { objectType = '', propertyName = '' } = params
        const found = properties.find(typeIdOf(objectType), propertyName)
        if (found === undefined) throw notFound(`Property ${propertyName.slice(0, 200)} does not exist`)
        return ok(found)
      },
    },
  ]
}

/** No property of the sandbox is archived or sensitive. */
function visible<T>(definitions: readonly T[], query: URLSearchParams): readonly T[] {
  const sensitivity = query.get('dataSensitivity') ?? 'non_sensitive'
  return query.get('archived') === 'true' || sensitivity !== 'non_sensitive' ? [] : definitions
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

const newProperty = z.looseObject({
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

async function createProperty(
  request: SandboxRequest,
  parts: Pick<SandboxParts, 'properties' | 'now'>,
): Promise<Answer> {
  const input = await readJson(request, newProperty)
  const type = findObjectType(typeIdOf(request.params.objectType ?? ''))
  if (type === undefined) throw notFound('Object type does not exist')
  checkKind(input)
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
  return created(definition)
}

function checkKind({ name, type, fieldType, options = [] }: z.infer<typeof newProperty>): void {
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) {
    throw badRequest(
      `Property name ${name.slice(0, 200)} is not valid: lower case letters, digits and underscores, beginning with a letter, at most 100`,
    )
  }
  const fitting = FIELD_TYPES.get(type)
  if (fitting === undefined)
    throw badRequest(`${type.slice(0, 100)} is not a property type: [${[...FIELD_TYPES.keys()].join(', ')}]`)
  if (!fitting.includes(fieldType)) {
    throw badRequest(`fieldType ${fieldType.slice(0, 100)} does not fit type ${type}: [${fitting.join(', ')}]`)
  }
  const values = options.map((option) => option.value)
  if (new Set(values).size < values.length) throw badRequest('Property option values must be unique')
}
