import { z } from 'zod'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { badRequest, notFound } from '../refusal.ts'
import { type Answer, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { propertyScopes } from '../scopes.ts'
import { typeIdOf } from './association-labels.ts'

type Parts = Pick<SandboxParts, 'properties' | 'validations'>

/** Validation rules of properties: read, and set one at a time. */
export function propertyValidationRoutes(parts: Parts): Route[] {
  const reading = ({ params }: SandboxRequest) => propertyScopes(params.objectType ?? '', 'read')
  const writing = ({ params }: SandboxRequest) => propertyScopes(params.objectType ?? '', 'write')
  const ofRule = PATHS.propertyValidations('/{objectType}/{propertyName}/rule-type/{ruleType}')
  return [
    {
      method: 'GET',
      paths: PATHS.propertyValidations('/{objectType}'),
      scopes: reading,
      answer: ({ params }) => ok({ results: [...rulesOfType(params.objectType, parts)].map(entryOf) }),
    },
    {
      method: 'GET',
      paths: PATHS.propertyValidations('/{objectType}/{propertyName}'),
      scopes: reading,
      answer: ({ params }) => ok({ results: rulesOfProperty(params, parts) }),
    },
    {
      method: 'GET',
      paths: ofRule,
      scopes: reading,
      answer: ({ params }) => {
        const found = rulesOfProperty(params, parts).find(({ ruleType }) => ruleType === params.ruleType)
        if (found === undefined) throw notFound(`The property has no rule ${params.ruleType?.slice(0, 100)}`)
        return ok(found)
      },
    },
    { method: 'PUT', paths: ofRule, scopes: writing, answer: (request) => setRule(request, parts) },
  ]
}

const entryOf = ([propertyName, propertyValidationRules]: readonly [string, unknown]) => ({
  propertyName,
  propertyValidationRules,
})

function rulesOfType(objectType: string | undefined, { properties, validations }: Parts) {
  const objectTypeId = typeIdOf(objectType ?? '')
  if (properties.list(objectTypeId).length === 0) throw notFound('Object type does not exist')
  return validations.list(objectTypeId)
}

function rulesOfProperty({ objectType, propertyName = '' }: SandboxRequest['params'], parts: Parts) {
  const rules = rulesOfType(objectType, parts).get(propertyName)
  if (rules !== undefined) return rules
  if (parts.properties.find(typeIdOf(objectType ?? ''), propertyName) !== undefined) return []
  throw notFound(`Property ${propertyName.slice(0, 200)} does not exist`)
}

const ruleInput = z.looseObject({
  ruleArguments: z.array(z.string()),
  shouldApplyNormalization: z.boolean().optional(),
})

/** The types of properties that can have a rule of this type, as HubSpot's guide lists them. */
const TYPES_OF_RULE: ReadonlyMap<string, string> = new Map([
  ...['AFTER_DATETIME_DURATION', 'BEFORE_DATETIME_DURATION', 'END_DATETIME', 'START_DATETIME'].map(
    (type) => [type, 'datetime'] as const,
  ),
  ...['AFTER_DURATION', 'BEFORE_DURATION', 'END_DATE', 'START_DATE'].map((type) => [type, 'date'] as const),
  ['DAYS_OF_WEEK', 'date datetime'],
  ...['DECIMAL', 'MAX_NUMBER', 'MIN_NUMBER'].map((type) => [type, 'number'] as const),
  ...['ALPHANUMERIC', 'DOMAIN', 'EMAIL', 'EMAIL_ALLOWED_DOMAINS', 'EMAIL_BLOCKED_DOMAINS', 'FORMAT'].map(
    (type) => [type, 'string'] as const,
  ),
  ...['MAX_LENGTH', 'MIN_LENGTH', 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE', 'REGEX', 'SPECIAL_CHARACTERS'].map(
    (type) => [type, 'string'] as const,
  ),
  ...['URL', 'URL_ALLOWED_DOMAINS', 'URL_BLOCKED_DOMAINS', 'WHITESPACE'].map((type) => [type, 'string'] as const),
])

async function setRule(request: SandboxRequest, { properties, validations }: Parts): Promise<Answer> {
  const { objectType, propertyName = '', ruleType = '' } = request.params
  const input = await readJson(request, ruleInput)
  const objectTypeId = typeIdOf(objectType ?? '')
  const definition = properties.find(objectTypeId, propertyName)
  if (definition === undefined) throw notFound(`Property ${propertyName.slice(0, 200)} does not exist`)
  const types = TYPES_OF_RULE.get(ruleType)
  if (types === undefined) throw badRequest(`${ruleType.slice(0, 100)} is not a rule type`)
  if (!types.split(' ').includes(definition.type)) {
    throw badRequest(`A rule ${ruleType} does not fit a property of type ${definition.type}`)
  }
  validations.set(objectTypeId, propertyName, { ...input, ruleType })
  return noContent
}
