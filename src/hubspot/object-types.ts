import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import facts from './facts/object-types.json' with { type: 'json' }

/** What HubSpot's reference says of a standard object. Custom objects (2-N) come from the account. */
export interface ObjectType {
  objectTypeId: string
  singular: string
  plural: string
  aliases: string[]
  primaryDisplayProperty: string[]
  /** Besides hs_object_id and the account's own unique properties. */
  uniqueIdentifierProperties: string[]
  /** To create a record every inner list needs one of its properties: [['email','firstname','lastname']]. */
  requiredToCreate: string[][]
  /** Whether an import may create or update such records; null: no source says so. */
  canCreate: boolean | null
  canUpdate: boolean | null
}

export const OBJECT_TYPES: readonly ObjectType[] = facts

export const CONTACT = '0-1'
export const COMPANY = '0-2'
export const DEAL = '0-3'
export const TICKET = '0-5'

const byName = new Map(OBJECT_TYPES.flatMap((type) => namesOf(type).map((name) => [name, type] as const)))

/** The standard object with this id, or undefined (a custom object, or unknown). */
export function objectTypeById(objectTypeId: string): ObjectType | undefined {
  return byName.get(objectTypeId)
}

/**
 * Accepts what people and models write: `0-1`, `contact`, `Contacts`, `CONTACT`, `line_item`, `2-123`, or the name,
 * label or plural label of a custom object of the account.
 * @throws UsageError unknown_object_type
 */
export function resolveObjectType(text: string, customObjects: readonly ObjectType[] = []): ObjectType {
  const wanted = simplify(text)
  const custom = customObjects.find((type) => namesOf(type).includes(wanted))
  const found = custom ?? byName.get(wanted)
  if (found !== undefined) return found
  if (/^2-\d+$/.test(wanted)) return customObjectType(wanted)
  const own = customObjects.filter(({ objectTypeId }) => !byName.has(objectTypeId))
  const known = [...OBJECT_TYPES.slice(0, 6), ...own].map((type) => `${simplify(type.plural)} (${type.objectTypeId})`)
  const meant = nearest(wanted, [...OBJECT_TYPES, ...own].flatMap(namesOf))
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  throw new UsageError(
    'unknown_object_type',
    `"${text.slice(0, 100)}" is not an object type.${hint}`,
    `Use an id or a name, for example ${known.join(', ')}.`,
  )
}

/** `contacts (0-1)`: how an object type is shown to people and models. */
export function showObjectType(objectTypeId: string, customObjects: readonly ObjectType[] = []): string {
  const type = objectTypeById(objectTypeId) ?? customObjects.find((custom) => custom.objectTypeId === objectTypeId)
  return type === undefined ? objectTypeId : `${type.plural.toLowerCase()} (${objectTypeId})`
}

function customObjectType(objectTypeId: string): ObjectType {
  return {
    objectTypeId,
    singular: objectTypeId,
    plural: objectTypeId,
    aliases: [],
    primaryDisplayProperty: [],
    uniqueIdentifierProperties: [],
    requiredToCreate: [],
    canCreate: true,
    canUpdate: true,
  }
}

function namesOf(type: ObjectType): string[] {
  return [type.objectTypeId, type.singular, type.plural, ...type.aliases].map(simplify)
}

function simplify(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '_')
}
