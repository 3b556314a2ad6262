import { nameColumn } from '../column-name.ts'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import type { ColumnType, DateFormat, ForeignKeyType, ImportOperation } from '../hubspot/import-request.ts'
import { showObjectType } from '../hubspot/object-types.ts'
import type { Property } from '../hubspot/property.ts'
import { nearest } from '../nearest.ts'
import { safeText } from '../safe-text.ts'
import { type ColumnName, columnOf } from './column-of.ts'
import type { Definitions } from './definitions.ts'
import { leftOut, type Plan, type PlannedColumn, type PlannedFile } from './plan.ts'
import { mustFitColumns } from './repair-fit.ts'
import { type RepairChange, switchRepairs } from './switch-repairs.ts'

export interface ColumnChange extends ColumnName {
  /** null leaves the column out, unless it is an association column. */
  propertyName?: string | null
  objectTypeId?: string
  columnType?: ColumnType
  toColumnObjectTypeId?: string
  foreignKeyType?: ForeignKeyType
  associationIdentifierColumn?: boolean
  marketingEventSubmissionType?: PlannedColumn['marketingEventSubmissionType']
}

export interface PlanChanges {
  columns?: readonly ColumnChange[]
  name?: string
  importOperations?: Record<string, ImportOperation>
  dateFormat?: DateFormat
  timeZone?: string
  marketableContactImport?: boolean
  createContactListFromImport?: boolean
  /** All repairs to use; undefined keeps those of the plan. */
  repairs?: readonly RepairChange[]
}

export interface RevisedPlan {
  plan: Plan
  /** What changed, in words. */
  changed: string[]
  /**
   * @throws UsageError unknown_property when a changed column names a property the account does not have,
   * invalid_arguments when a repair is not for the values of its column
   */
  mustFit(definitions: Definitions): void
}

/**
 * The plan with the changes. Its preflight is gone as soon as something changed.
 * @throws UsageError column_not_in_file, mapping_incomplete, invalid_arguments
 */
export function revisePlan(plan: Plan, changes: PlanChanges): RevisedPlan {
  const { columns = [], importOperations = {}, repairs, ...settings } = changes
  const withColumns = columns.reduce((files, change) => changeColumn(files, change), plan.files)
  const files = repairs === undefined ? withColumns : switchRepairs(withColumns, repairs)
  mustHaveColumns(files, Object.keys(importOperations))
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const revised: Plan = {
    ...plan,
    ...given,
    importOperations: operationsFor(files, { ...plan.importOperations, ...importOperations }),
    files,
  }
  const changed = describeChanges(plan, revised)
  if (changed.length > 0) delete revised.preflight
  return {
    plan: revised,
    changed,
    mustFit(definitions) {
      for (const change of columns) mustHaveProperty(columnOf(files, change), definitions)
      mustFitColumns(files, repairs ?? [], definitions)
    },
  }
}

function changeColumn(files: readonly PlannedFile[], change: ColumnChange): PlannedFile[] {
  const wanted = columnOf(files, change)
  const objectTypeId = change.objectTypeId ?? wanted.objectTypeId ?? onlyObject(files, change)
  const full = objectTypeId === undefined ? change : { ...change, objectTypeId }
  return files.map((file) => ({
    ...file,
    columns: file.columns.map((column) => (column === wanted ? changed(column, full) : column)),
  }))
}

/** Where all columns are of one object, a property without an object is one of it: `mustFit` looks whether it has it. */
function onlyObject(files: readonly PlannedFile[], { propertyName, ...change }: ColumnChange): string | undefined {
  if (typeof propertyName !== 'string' || isAssociation(change)) return undefined
  const columns = files.flatMap((file) => file.columns)
  const [only, second] = new Set(columns.flatMap(({ objectTypeId }) => objectTypeId ?? []))
  return second === undefined ? only : undefined
}

function changed(before: PlannedColumn, { column: _column, file: _file, ...change }: ColumnChange): PlannedColumn {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  if (change.propertyName === null && !isAssociation(change)) return leftOut(before)
  const after: PlannedColumn = {
    ...(isAssociation(change) ? before : withoutAssociation(before, change)),
    // Labels are no property: the one that was guessed for the column goes.
    ...(change.columnType === 'FLEXIBLE_ASSOCIATION_LABEL' && { propertyName: null }),
    ...given,
  }
  if (after.objectTypeId !== null) return change.columnType === undefined ? withFittingType(before, after) : after
  throw new UsageError(
    'mapping_incomplete',
    `No object type is known for column "${safeText(before.columnName)}".`,
    'Pass objectTypeId with propertyName, for example {"column": "Plan", "objectTypeId": "0-1", "propertyName": "plan"}.',
  )
}

/** A column that becomes a property is no link to another record any more. */
function withoutAssociation(
  before: PlannedColumn,
  { propertyName }: Pick<ColumnChange, 'propertyName'>,
): PlannedColumn {
  if (propertyName === undefined || !isAssociation(before)) return before
  return { ...leftOut(before), objectTypeId: before.objectTypeId, repairs: before.repairs }
}

const isAssociation = ({
  columnType,
  toColumnObjectTypeId,
}: Pick<ColumnChange, 'columnType' | 'toColumnObjectTypeId'>): boolean =>
  toColumnObjectTypeId !== undefined || columnType === 'ASSOCIATION_KEYS' || columnType === 'FLEXIBLE_ASSOCIATION_LABEL'

/** A column that gets another property is no longer the identifier it was, unless the new one is one by nature. */
function withFittingType(before: PlannedColumn, after: PlannedColumn): PlannedColumn {
  if (before.propertyName === after.propertyName && before.objectTypeId === after.objectTypeId) return after
  return { ...after, columnType: naturalType(after) }
}

function naturalType({ objectTypeId, propertyName }: PlannedColumn): ColumnType {
  if (propertyName === 'hs_object_id') return 'HUBSPOT_OBJECT_ID'
  const target = `${objectTypeId}.${propertyName}`
  return target === '0-1.email' || target === '0-2.domain' ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD'
}

const usedObjects = (files: readonly PlannedFile[]): string[] => [
  ...new Set(files.flatMap(({ columns }) => columns.flatMap(({ objectTypeId }) => objectTypeId ?? []))),
]

function mustHaveColumns(files: readonly PlannedFile[], objectTypeIds: readonly string[]): void {
  const used = usedObjects(files)
  const unused = objectTypeIds.find((id) => !used.includes(id))
  if (unused === undefined) return
  throw new UsageError(
    'invalid_arguments',
    `importOperations names ${safeText(showObjectType(unused))}, but no column of the plan belongs to it; ${used.length === 0 ? 'all columns are left out' : `columns belong to ${used.map((id) => showObjectType(id)).join(', ')}`}.`,
    'Leave it out, or map a column to that object in the same call (columns with objectTypeId and propertyName).',
  )
}

/** Operations of objects that no column belongs to any more are dropped; new objects get HubSpot's default. */
function operationsFor(files: readonly PlannedFile[], operations: Plan['importOperations']): Plan['importOperations'] {
  return Object.fromEntries(usedObjects(files).map((id) => [id, operations[id] ?? 'UPSERT']))
}

function describeChanges(before: Plan, after: Plan): string[] {
  const columns = after.files.flatMap((file, place) =>
    file.columns.flatMap((column, index) => describeColumn(before.files[place]?.columns[index], column)),
  )
  const keys = ['name', 'dateFormat', 'timeZone', 'marketableContactImport', 'createContactListFromImport'] as const
  const settings = keys
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key} is now ${safeText(String(after[key]))}`)
  const operations = Object.entries(after.importOperations)
    .filter(([id, operation]) => before.importOperations[id] !== operation)
    .map(([id, operation]) => `${showObjectType(id)}: ${operation}`)
  return [...columns, ...settings, ...operations]
}

function describeColumn(before: PlannedColumn | undefined, after: PlannedColumn): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const name = nameColumn(after)
  if (after.objectTypeId === null) return [`${name} is left out`]
  const target = after.propertyName === null ? linkOf(after) : `${after.objectTypeId}.${after.propertyName}`
  const repairs = after.repairs.length === 0 ? '' : `, repairs ${after.repairs.join(', ')}${describeArguments(after)}`
  return [`${name} → ${safeText(target)} ${after.columnType}${repairs}`]
}

/** Of a column without a property: it links the record of its row to another one, mostly of another object. */
const linkOf = ({ objectTypeId, toColumnObjectTypeId }: PlannedColumn): string =>
  `link of ${objectTypeId} to ${toColumnObjectTypeId ?? objectTypeId},`

/** ` (DAY_MONTH_YEAR)`, ` (country in column 5, else DE)`, ` (12 values)` */
function describeArguments({ countryColumn, country, dateFormat, replacements }: PlannedColumn): string {
  const inColumn = countryColumn === undefined ? [] : [`in column ${countryColumn}`]
  const countries = [...inColumn, ...(country === undefined ? [] : [country])]
  const values = replacements === undefined ? [] : counted(replacements.length, 'value')
  const told = [values, dateFormat ?? [], countries.length === 0 ? [] : `country ${countries.join(', else ')}`].flat()
  return told.length === 0 ? '' : ` (${told.join('; ')})`
}

function mustHaveProperty({ objectTypeId, propertyName }: PlannedColumn, definitions: Definitions): void {
  const properties = definitions.properties.get(objectTypeId ?? '')
  if (objectTypeId === null || propertyName === null || properties === undefined) return
  if (properties.some(({ name }) => name === propertyName)) return
  throw unknownProperty(objectTypeId, propertyName, properties)
}

function unknownProperty(objectTypeId: string, propertyName: string, properties: readonly Property[]): UsageError {
  const byLabel = properties.find(({ label }) => label.toLowerCase() === propertyName.toLowerCase())?.name
  const meant =
    byLabel ??
    nearest(
      propertyName,
      properties.map(({ name }) => name),
    )
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return new UsageError(
    'unknown_property',
    `${showObjectType(objectTypeId)} have no property "${safeText(propertyName)}".${hint}`,
    'Find its internal name with list_properties, or make it with create_property.',
  )
}
