import type { ImportOperation } from '../../hubspot/import-request.ts'
import { COMPANY, CONTACT } from '../../hubspot/object-types.ts'
import { isReadOnly, type Property } from '../../hubspot/property.ts'
import { findObjectType } from '../custom-objects.ts'
import { type MappedColumn, misconfigured } from './column-role.ts'
import type { CompileContext, Refuse } from './compile-context.ts'
import type { Identifier, ObjectPlan, SharedColumn, ValueColumn } from './file-plan.ts'
import { createKeyIndex } from './key-index.ts'
import { createRowIds } from './row-ids.ts'
import type { Fault } from './tally.ts'
import { cellCheck } from './values/cell-check.ts'
import { checkWithRules } from './values/value-rule.ts'

interface ObjectContext {
  context: CompileContext
  refuse: Refuse
  /** Columns whose values are lost are put here. */
  columnFaults: Fault[]
  mayRepeat: boolean
}

/** A value column of the object with the definition of its property. */
interface DefinedColumn {
  mapped: MappedColumn
  definition: Property
  column: ValueColumn
}

/** What the rows of a file say about one of its objects. */
export function compileObject(objectTypeId: string, all: readonly MappedColumn[], within: ObjectContext): ObjectPlan {
  const mapped = all.filter((column) => column.objectTypeId === objectTypeId)
  const recordIdColumn = recordIdColumnOf(mapped, within)
  const defined = definedColumns(objectTypeId, mapped, within)
  const identifier = identifierOf(objectTypeId, defined, within)
  const shared = sharedColumnOf(objectTypeId, defined, mapped)
  const lifecycle = defined.find(({ definition }) => definition.name === 'lifecyclestage')
  return {
    objectTypeId,
    operation: operationOf(objectTypeId, within),
    columns: defined.map(({ column }) => column),
    recordIdColumn,
    identifier,
    mayRepeat: within.mayRepeat,
    shared,
    requiredToCreate: findObjectType(objectTypeId)?.requiredToCreate ?? [],
    constants: constantsOf(objectTypeId, within.context),
    lifecycleStages: lifecycle?.definition.options.map((option) => option.value) ?? [],
    needsAssociation: NEEDS_ASSOCIATION.has(objectTypeId),
    writtenByKey: createKeyIndex(),
    writtenById: createKeyIndex(),
    rowIds: mapped.some(({ role }) => role.role === 'key') ? createRowIds() : null,
  }
}

/** `marketableContactImport` makes marketing contacts of the rows; false leaves known contacts as they are. */
function constantsOf(objectTypeId: string, { request, definitions }: CompileContext): [string, string][] {
  const isMarketing = objectTypeId === CONTACT && request.marketableContactImport === true
  return isMarketing && definitions(CONTACT).has('hs_marketable_status') ? [['hs_marketable_status', 'true']] : []
}

/** E-mails, meetings and notes need an associated record; calls and tasks can stand alone. */
const NEEDS_ASSOCIATION = new Set(['0-46', '0-47', '0-49'])

function recordIdColumnOf(mapped: readonly MappedColumn[], { refuse }: ObjectContext): number | null {
  const [first, second] = mapped.filter(({ role }) => role.role === 'record_id')
  if (second !== undefined)
    refuse(misconfigured(second.mapping.columnName, 'is a second record id of the same object.'))
  return first?.index ?? null
}

function definedColumns(objectTypeId: string, mapped: readonly MappedColumn[], within: ObjectContext): DefinedColumn[] {
  const definitions = within.context.definitions(objectTypeId)
  const validations = within.context.store.validations(objectTypeId)
  const required = new Set(findObjectType(objectTypeId)?.requiredToCreate.flat())
  const defined: DefinedColumn[] = []
  const taken = new Set<string>()
  for (const column of mapped) {
    if (column.role.role !== 'value') continue
    const { propertyName } = column.role
    if (taken.has(propertyName)) {
      within.refuse(misconfigured(column.mapping.columnName, `is a second column of the property ${propertyName}.`))
    }
    taken.add(propertyName)
    const definition = definitions.get(propertyName)
    if (definition === undefined || isReadOnly(definition)) {
      loseColumn(column, { propertyName, isReadOnly: definition !== undefined }, within)
      continue
    }
    const read = cellCheck(objectTypeId, definition, within.context.rules)
    const check = checkWithRules(read, definition.type, validations.get(propertyName) ?? [])
    const isRequiredToCreate = required.has(propertyName) || PIPELINES.has(propertyName)
    const created = definition.hasUniqueValue === true ? createKeyIndex() : null
    const value = { index: column.index, propertyName, check, isRequiredToCreate, created }
    defined.push({ mapped: column, definition, column: value })
  }
  return defined
}

/** Not required to create a record, but one with an unknown pipeline is not created either. */
const PIPELINES = new Set(['pipeline', 'hs_pipeline'])

/** Told once, on the line of the header: every value of the column is lost. */
function loseColumn(
  { objectTypeId, index, mapping }: MappedColumn,
  { propertyName, isReadOnly }: { propertyName: string; isReadOnly: boolean },
  { refuse, columnFaults }: ObjectContext,
): void {
  if (mapping.columnType === 'HUBSPOT_ALTERNATE_ID') {
    refuse(
      misconfigured(mapping.columnName, 'is HUBSPOT_ALTERNATE_ID, but its property does not exist or is read-only.'),
    )
  }
  const shown = propertyName.slice(0, 100)
  const message = isReadOnly
    ? `The property ${shown} is read-only: an import cannot write it, the column's values are left out.`
    : `The object has no property ${shown}: the column's values are left out.`
  const place = { objectTypeId, columnNumber: index, propertyName, invalidValue: mapping.columnName }
  columnFaults.push({ errorType: 'PROPERTY_DEFINITION_NOT_FOUND', message, ...place })
}

/**
 * The column that finds existing records: the one of type HUBSPOT_ALTERNATE_ID; without one the e-mail address of
 * contacts however it is mapped, or the common column of a two-file import. An object takes one of them; a record id
 * beside it comes first, and the identifier finds the records of rows without one.
 */
function identifierOf(
  objectTypeId: string,
  defined: readonly DefinedColumn[],
  { refuse }: ObjectContext,
): Identifier | null {
  const explicit = defined.filter(({ mapped }) => mapped.mapping.columnType === 'HUBSPOT_ALTERNATE_ID')
  const [first, second] = explicit
  if (second !== undefined)
    refuse(misconfigured(second.mapped.mapping.columnName, 'is a second identifier of its object.'))
  if (first === undefined) return impliedIdentifier(objectTypeId, defined)
  if (!canIdentify(objectTypeId, first.definition)) {
    const what = `cannot be HUBSPOT_ALTERNATE_ID: values of ${first.definition.name} are not unique.`
    refuse(misconfigured(first.mapped.mapping.columnName, what))
  }
  return { column: first.column, isExplicit: true }
}

function impliedIdentifier(objectTypeId: string, defined: readonly DefinedColumn[]): Identifier | null {
  const isEmail = ({ definition }: DefinedColumn) => objectTypeId === CONTACT && definition.name === 'email'
  const isShared = ({ mapped, definition }: DefinedColumn) =>
    mapped.mapping.associationIdentifierColumn === true && canIdentify(objectTypeId, definition)
  const implied = defined.find(isEmail) ?? defined.find(isShared)
  return implied === undefined ? null : { column: implied.column, isExplicit: false }
}

function canIdentify(objectTypeId: string, definition: Property): boolean {
  if (objectTypeId === CONTACT && definition.name === 'email') return true
  return definition.hasUniqueValue === true || (objectTypeId === COMPANY && definition.name === 'domain')
}

function sharedColumnOf(
  objectTypeId: string,
  defined: readonly DefinedColumn[],
  mapped: readonly MappedColumn[],
): SharedColumn | null {
  const isShared = ({ mapping }: MappedColumn) => mapping.associationIdentifierColumn === true
  const value = defined.find((column) => isShared(column.mapped))
  if (value !== undefined) {
    const { index, propertyName } = value.column
    return { index, propertyName, canIdentify: canIdentify(objectTypeId, value.definition), ids: createKeyIndex() }
  }
  const recordId = mapped.find((column) => column.role.role === 'record_id' && isShared(column))
  if (recordId === undefined) return null
  return { index: recordId.index, propertyName: 'hs_object_id', canIdentify: true, ids: createKeyIndex() }
}

/** Objects that imports only create (line items, notes …) are created whatever UPSERT would allow. */
function operationOf(objectTypeId: string, { context, refuse }: ObjectContext): ImportOperation {
  const operation = context.request.importOperations?.[objectTypeId] ?? 'UPSERT'
  if (findObjectType(objectTypeId)?.canUpdate !== false) return operation
  if (operation === 'UPDATE') {
    refuse({
      errorType: 'INVALID_COLUMN_CONFIGURATION',
      message: `Existing records of ${objectTypeId} cannot be updated by an import.`,
    })
  }
  return 'CREATE'
}
