import { keyOwnerOf } from './association-key.ts'
import { columnKind, isUniqueProperty, type MappedColumn, propertyNameOf, RECORD_ID } from './column-kind.ts'
import type { CounterSpec, FileContext } from './file-context.ts'

/** How the mapping of one column contradicts itself, or null. */
export function columnProblem(column: MappedColumn, context: FileContext): CounterSpec | null {
  const problem = PROBLEMS[columnKind(column)](column, context)
  if (problem === null) return null
  const [what, fix] = problem
  return {
    errorType: 'INVALID_COLUMN_CONFIGURATION',
    column,
    text: ({ column: name }) => ({ message: `${name} ${what}.`, fix }),
  }
}

/** What is wrong, and the fix. */
type Problem = readonly [string, string] | null

const PROBLEMS = {
  property: propertyProblem,
  label: labelProblem,
  association_keys: keysProblem,
  foreign_key: foreignKeyProblem,
  event_time: eventProblem,
} satisfies Record<ReturnType<typeof columnKind>, (column: MappedColumn, context: FileContext) => Problem>

function propertyProblem(column: MappedColumn, { definitions }: FileContext): Problem {
  const name = propertyNameOf(column)
  if (name === null) return ['has an object type but no property', 'Set its propertyName with revise_mapping.']
  if (column.toColumnObjectTypeId !== undefined) {
    return [
      'has a property and toColumnObjectTypeId: it is either a value or a reference to another object',
      'Set propertyName null for a reference, or leave toColumnObjectTypeId out for a value.',
    ]
  }
  if (column.columnType === 'HUBSPOT_OBJECT_ID' && name !== RECORD_ID) {
    return [
      `has columnType HUBSPOT_OBJECT_ID but the property ${name}`,
      'Set propertyName hs_object_id or another columnType with revise_mapping.',
    ]
  }
  if (column.columnType !== 'HUBSPOT_ALTERNATE_ID' || isUniqueProperty(column, definitions)) return null
  return [
    `is the identifier, but ${name} is not unique`,
    'Use contact email, company domain or a property with unique values as HUBSPOT_ALTERNATE_ID, otherwise columnType STANDARD.',
  ]
}

function labelProblem({ propertyName, toColumnObjectTypeId }: MappedColumn): Problem {
  if (toColumnObjectTypeId === undefined) {
    return [
      'holds association labels but does not say for which other object',
      'Set toColumnObjectTypeId with revise_mapping.',
    ]
  }
  return propertyName === null ? null : NO_PROPERTY
}

const NO_PROPERTY: Problem = [
  'has a property together with an association column type',
  'Set propertyName null or columnType STANDARD with revise_mapping.',
]

function keysProblem({ objectTypeId, toColumnObjectTypeId, propertyName }: MappedColumn): Problem {
  if (toColumnObjectTypeId !== undefined && toColumnObjectTypeId !== objectTypeId) {
    return [
      'has columnType ASSOCIATION_KEYS, which is for records of the same object',
      'Use foreignKeyType and toColumnObjectTypeId with columnType STANDARD.',
    ]
  }
  return propertyName === null ? null : NO_PROPERTY
}

function foreignKeyProblem(column: MappedColumn, { plan }: FileContext): Problem {
  if (column.foreignKeyType === undefined) {
    return [
      'refers to another object but has no foreignKeyType',
      'Set foreignKeyType (list_association_labels shows the type ids of both directions).',
    ]
  }
  if (column.columnType !== 'STANDARD' || keyOwnerOf(column, plan) !== null) return null
  return [
    `refers to ${column.toColumnObjectTypeId}, but no file marks the column with the values`,
    'Set associationIdentifierColumn true on the identifying column of the other file, or columnType HUBSPOT_OBJECT_ID here for record ids.',
  ]
}

function eventProblem({ marketingEventSubmissionType }: MappedColumn, { plan }: FileContext): Problem {
  if (marketingEventSubmissionType === undefined) {
    return [
      'is the time of a participation but does not say of which kind',
      'Set marketingEventSubmissionType (REGISTERED, JOINED, LEFT or CANCELLED).',
    ]
  }
  if (plan.marketingEventObjectId !== undefined) return null
  return ['is the time of a participation, but no event is named', 'Set marketingEventObjectId in the importRequest.']
}
