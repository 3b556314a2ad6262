import { isReadOnly } from '../../hubspot/property.ts'
import { keyOwnerOf } from './association-key.ts'
import {
  columnKind,
  definitionOf,
  isUniqueProperty,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import type { CounterSpec, FileContext } from './file-context.ts'
import { otherSide } from './late-check.ts'
import type { RecordColumns } from './record-columns.ts'

/** A column among the others of its file. */
export interface ColumnPlace {
  columns: readonly MappedColumn[]
  records: readonly RecordColumns[]
  context: FileContext
}

interface Problem {
  /** Goes on after the name of the column. */
  what: string
  fix: string
  errorType?: string
  /** HubSpot may find its way; nobody knows. */
  isOnlyDoubtful?: boolean
}

/** How the mapping of one column contradicts itself or the others, or null. */
export function columnProblem(column: MappedColumn, place: ColumnPlace): CounterSpec | null {
  const problem = PROBLEMS[columnKind(column)](column, place)
  if (problem === null) return null
  const { what, fix, errorType = 'INVALID_COLUMN_CONFIGURATION', isOnlyDoubtful = false } = problem
  return {
    errorType,
    column,
    ...(isOnlyDoubtful && { severity: 'warning', outcome: null }),
    text: ({ column: name }) => ({ message: `${name} ${what}.`, fix }),
  }
}

const PROBLEMS = {
  property: propertyProblem,
  label: labelProblem,
  association_keys: keysProblem,
  foreign_key: foreignKeyProblem,
  event_time: eventProblem,
} satisfies Record<ReturnType<typeof columnKind>, (column: MappedColumn, place: ColumnPlace) => Problem | null>

function propertyProblem(column: MappedColumn, place: ColumnPlace): Problem | null {
  const name = propertyNameOf(column)
  if (name === null) {
    return { what: 'has an object type but no property', fix: 'Set its propertyName with revise_mapping.' }
  }
  if (column.toColumnObjectTypeId !== undefined) {
    return {
      what: 'has a property and toColumnObjectTypeId: it is either a value or a reference to another object',
      fix: 'Set propertyName null for a reference, or leave toColumnObjectTypeId out for a value.',
    }
  }
  if (column.columnType === 'HUBSPOT_OBJECT_ID' && name !== RECORD_ID) {
    return {
      what: `has columnType HUBSPOT_OBJECT_ID but the property ${name}`,
      fix: 'Set propertyName hs_object_id or another columnType with revise_mapping.',
    }
  }
  return column.columnType === 'HUBSPOT_ALTERNATE_ID' ? identifierProblem(column, name, place) : null
}

function identifierProblem(column: MappedColumn, name: string, { context }: ColumnPlace): Problem | null {
  const { definitions } = context
  const definition = definitionOf(column, definitions)
  const isKnown = (definitions.properties.get(column.objectTypeId)?.length ?? 0) > 0 && definitions.source === 'account'
  const cannotWrite = definition === undefined ? isKnown : isReadOnly(definition)
  const fix =
    'Use contact email, company domain or a property with unique values as HUBSPOT_ALTERNATE_ID, otherwise columnType STANDARD.'
  if (name === RECORD_ID)
    return {
      what: 'is HUBSPOT_ALTERNATE_ID, but holds record ids',
      fix: 'Set columnType HUBSPOT_OBJECT_ID with revise_mapping.',
    }
  if (cannotWrite) return { what: `is the identifier, but ${name} does not exist or is read-only`, fix }
  return isUniqueProperty(column, definitions) ? null : { what: `is the identifier, but ${name} is not unique`, fix }
}

function labelProblem(column: MappedColumn, { columns, records }: ColumnPlace): Problem | null {
  const { propertyName, toColumnObjectTypeId } = column
  if (toColumnObjectTypeId === undefined) {
    return {
      what: 'holds association labels but does not say for which other object',
      fix: 'Set toColumnObjectTypeId with revise_mapping.',
    }
  }
  if (propertyName !== null) return HAS_PROPERTY
  if (otherSide(column, columns, records).exists) return null
  return {
    what: `holds labels, but the columns lead to no association with ${toColumnObjectTypeId}`,
    fix: 'Map a column of each of the two objects, or leave the labels out, with revise_mapping.',
  }
}

const HAS_PROPERTY: Problem = {
  what: 'has a property together with an association column type',
  fix: 'Set propertyName null or columnType STANDARD with revise_mapping.',
}

function keysProblem(column: MappedColumn, place: ColumnPlace): Problem | null {
  const { objectTypeId, toColumnObjectTypeId, propertyName } = column
  if (toColumnObjectTypeId !== undefined && toColumnObjectTypeId !== objectTypeId) {
    return {
      what: 'has columnType ASSOCIATION_KEYS, which is for records of the same object',
      fix: 'Use foreignKeyType and toColumnObjectTypeId with columnType STANDARD.',
    }
  }
  // HubSpot's own samples name the property that the keys are values of, so it is not refused.
  return withoutRecord(column, place) ?? (propertyName === null ? null : { ...HAS_PROPERTY, isOnlyDoubtful: true })
}

/** A reference starts from a record of the row. */
function withoutRecord({ objectTypeId }: MappedColumn, { records }: ColumnPlace): Problem | null {
  if (records.some((record) => record.objectTypeId === objectTypeId)) return null
  return {
    what: 'refers to another record, but no column holds a record of its own object',
    fix: 'Map a property or identifier of its own object with revise_mapping.',
  }
}

function foreignKeyProblem(column: MappedColumn, place: ColumnPlace): Problem | null {
  const alone = withoutRecord(column, place)
  if (alone !== null) return alone
  if (column.foreignKeyType === undefined) {
    return {
      what: 'refers to another object but has no foreignKeyType, so HubSpot has to guess the kind of association',
      fix: 'Set foreignKeyType (list_association_labels shows the type ids of both directions).',
      isOnlyDoubtful: true,
    }
  }
  if (column.columnType !== 'STANDARD' || keyOwnerOf(column, place.context.plan, place.context.definitions) !== null)
    return null
  return {
    what: `refers to ${column.toColumnObjectTypeId}, but no file marks the column with the values`,
    fix: 'Set associationIdentifierColumn true on the identifying column of the other file, or columnType HUBSPOT_OBJECT_ID here for record ids.',
    isOnlyDoubtful: true,
  }
}

function eventProblem(column: MappedColumn, { records, context }: ColumnPlace): Problem | null {
  if (column.marketingEventSubmissionType === undefined) {
    return {
      what: 'is the time of a participation but does not say of which kind',
      fix: 'Set marketingEventSubmissionType (REGISTERED, JOINED, LEFT or CANCELLED).',
    }
  }
  if (context.plan.marketingEventObjectId === undefined) {
    return {
      errorType: 'MISSING_EVENT_DEFINITION',
      what: 'is the time of a participation, but no event is named',
      fix: 'Set marketingEventObjectId in the importRequest.',
    }
  }
  if (records.some(({ objectTypeId }) => objectTypeId === '0-1')) return null
  return {
    what: 'is the time of a participation, but no column holds the contact',
    fix: 'Map the e-mail address of the contact with revise_mapping.',
  }
}
