import { nameColumn } from '../../column-name.ts'
import { showObjectType } from '../../hubspot/object-types.ts'
import { safeText } from '../../safe-text.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { columnKind, isMapped, type MappedColumn, propertyNameOf } from './column-kind.ts'
import { columnProblem } from './column-problem.ts'
import { type CounterSpec, type FileContext, openCounter } from './file-context.ts'
import { isMappedInPlan } from './mapped-in-plan.ts'
import { NEEDS_PARENT } from './parent-check.ts'
import type { RecordColumns } from './record-columns.ts'
import { MAX_COLUMNS } from './sizes.ts'

/** What is wrong with the mapping of a file, whatever its rows hold. */
export function checkMapping(records: readonly RecordColumns[], context: FileContext): void {
  const columns = context.file.columns.filter(isMapped)
  const found: CounterSpec[] = [
    ...fileProblems(columns, context),
    ...columns.flatMap((column) => columnProblem(column, { columns, records, context }) ?? []),
    ...missingObjects(columns, context.definitions),
    ...mappedTwice(columns),
    ...records.flatMap((record) => recordProblems(record, { columns, records }, context)),
    ...secondLabels(columns),
  ]
  for (const spec of found) openCounter(context, { ...spec, scope: 'whole_file' })
}

function fileProblems(columns: readonly MappedColumn[], { plan, file }: FileContext): CounterSpec[] {
  const problems: CounterSpec[] = []
  const sameName = plan.files.filter((other) => other.fileName.toLowerCase() === file.fileName.toLowerCase())
  if (sameName.length > 1 && sameName[0] !== file) {
    problems.push({
      errorType: 'FILE_NOT_FOUND',
      text: () => ({
        message: 'Two files of the plan have the same name, and HubSpot tells files apart by name.',
        fix: 'Rename one of the files and call propose_mapping again.',
      }),
    })
  }
  const { sheets = 1, sheetNamed = false } = file
  if (sheets !== 1 && !sheetNamed) problems.push(severalSheets(file, sheets))
  if (columns.length === 0) {
    const text = () => ({
      message: 'No column of the file is mapped, so there is nothing to import.',
      fix: 'Map at least one column with revise_mapping (columns).',
    })
    problems.push({ errorType: 'INVALID_COLUMN_CONFIGURATION', text })
  }
  if (columns.length > MAX_COLUMNS) {
    const text = () => ({
      message: `${columns.length} columns are mapped; HubSpot takes fewer than 1,000.`,
      fix: 'Leave columns out with revise_mapping (columns: propertyName null), or import them in two steps.',
    })
    problems.push({ errorType: 'LIMIT_EXCEEDED', outcome: 'file_refused', text })
  }
  return problems
}

/** HubSpot takes workbooks of one sheet; what is uploaded is a CSV of the sheet that was planned. */
const severalSheets = ({ dialect }: PlannedFile, sheets: number): CounterSpec => ({
  errorType: 'INVALID_SHEET_COUNT',
  severity: 'warning',
  outcome: null,
  text: () => ({
    message: `The workbook has ${sheets} sheets with values, and HubSpot takes one: only "${safeText(dialect.sheet ?? '', 60)}" is imported.`,
    fix: 'If another sheet is meant, pass its name as sheet to propose_mapping. Import further sheets one by one.',
  }),
})

function missingObjects(columns: readonly MappedColumn[], definitions: Definitions): CounterSpec[] {
  const ids = new Set(
    columns.flatMap(({ objectTypeId, toColumnObjectTypeId }) => [objectTypeId, toColumnObjectTypeId ?? objectTypeId]),
  )
  return [...ids]
    .filter((id) => isMissing(id, definitions))
    .map((objectTypeId) => ({
      errorType: 'MISSING_OBJECT_DEFINITION',
      objectTypeId,
      column: columns.find((one) => one.objectTypeId === objectTypeId || one.toColumnObjectTypeId === objectTypeId),
      text: () => ({
        message: `The account has no object type ${objectTypeId}.`,
        fix: 'Set another objectTypeId for its columns with revise_mapping; custom objects are 2-… and differ in every account.',
      }),
    }))
}

/** Offline nobody knows which custom objects there are. */
function isMissing(objectTypeId: string, { source, objectTypes, properties }: Definitions): boolean {
  if (source === 'built-in' || (properties.get(objectTypeId)?.length ?? 0) > 0) return false
  return !objectTypes.some((type) => type.objectTypeId === objectTypeId)
}

function mappedTwice(columns: readonly MappedColumn[]): CounterSpec[] {
  const taken = new Map<string, MappedColumn>()
  return columns.flatMap((column) => {
    const name = propertyNameOf(column)
    if (name === null) return []
    const key = `${column.objectTypeId} ${name}`
    const first = taken.get(key)
    if (first === undefined) taken.set(key, column)
    return first === undefined ? [] : [contradiction(column, `maps to ${name}, like ${nameColumn(first)}`, TWICE)]
  })
}

/** Labels of two objects stand in one column, whatever its direction. */
function secondLabels(columns: readonly MappedColumn[]): CounterSpec[] {
  const taken = new Map<string, MappedColumn>()
  return columns.flatMap((column) => {
    if (columnKind(column) !== 'label') return []
    const pair = [column.objectTypeId, column.toColumnObjectTypeId ?? ''].sort().join(' ')
    const first = taken.get(pair)
    if (first === undefined) taken.set(pair, column)
    return first === undefined
      ? []
      : [contradiction(column, `holds labels of the same two objects as ${nameColumn(first)}`, TWICE)]
  })
}

const TWICE = 'Keep one of the two columns and leave the other out with revise_mapping (columns: propertyName null).'

export const contradiction = (column: MappedColumn, what: string, fix: string): CounterSpec => ({
  errorType: 'INVALID_COLUMN_CONFIGURATION',
  column,
  text: ({ column: name }) => ({ message: `${name} ${what}.`, fix }),
})

function recordProblems(
  record: RecordColumns,
  { columns, records }: { columns: readonly MappedColumn[]; records: readonly RecordColumns[] },
  { definitions, plan }: FileContext,
): CounterSpec[] {
  const { objectTypeId, recordId, identifier } = record
  const object = showObjectType(objectTypeId, definitions.objectTypes)
  const isUnidentified = recordId < 0 && identifier < 0
  return [
    ...secondIdentifier(record, columns, object),
    ...(isUnidentified ? unidentified(record, object) : []),
    ...missingColumns(record, object, plan),
    ...forbiddenOperation(record, object, definitions),
    ...standsAlone(record, columns, { object, isAlone: records.length === 1 }),
  ]
}

/** Beside the record id, which comes first, an object takes one identifier column. */
function secondIdentifier(record: RecordColumns, columns: readonly MappedColumn[], object: string): CounterSpec[] {
  const [first, second] = record.columns
    .flatMap((place) => columns[place] ?? [])
    .filter(({ columnType }) => columnType === 'HUBSPOT_ALTERNATE_ID')
  if (first === undefined || second === undefined) return []
  const what = `and ${nameColumn(first)} are both identifiers of ${object}; an object takes one`
  return [contradiction(second, what, 'Set columnType STANDARD for the other identifier with revise_mapping.')]
}

function unidentified({ objectTypeId, operation, isOnlyCreated }: RecordColumns, object: string): CounterSpec[] {
  if (operation !== 'UPSERT' || isOnlyCreated) return []
  const text = () => ({
    message: `No column identifies ${object}, so every row makes a new record, also where one exists already.`,
    fix: 'Map an e-mail address, domain, record id or unique property as identifier with revise_mapping, if the file has one.',
  })
  return [{ errorType: 'NO_IDENTIFIER_COLUMN', severity: 'warning', objectTypeId, text }]
}

/** HubSpot refuses the whole request: 400 "Some required properties for CONTACT creates are missing". */
function missingColumns(record: RecordColumns, object: string, plan: Plan): CounterSpec[] {
  if (record.operation !== 'CREATE') return []
  return record.required
    .filter(({ names }) => !isMappedInPlan(names, record.objectTypeId, plan))
    .map(({ names }) => ({
      errorType: 'MISSING_REQUIRED_PROPERTY',
      objectTypeId: record.objectTypeId,
      outcome: 'file_refused',
      text: () => ({
        message: `HubSpot refuses to create ${object} without a column for ${names.length === 1 ? names[0] : `one of ${names.join(', ')}`}.`,
        fix: 'Map a column to it with revise_mapping, or use importOperations UPDATE if the records exist.',
      }),
    }))
}

function forbiddenOperation(record: RecordColumns, object: string, { objectTypes }: Definitions): CounterSpec[] {
  const { objectTypeId, operation, isOnlyCreated } = record
  const cannotCreate = objectTypes.some((type) => type.objectTypeId === objectTypeId && type.canCreate === false)
  const cannotUpdate = isOnlyCreated && operation === 'UPDATE'
  if (!cannotUpdate && !cannotCreate) return []
  const text = () => ({
    message: `HubSpot's imports cannot ${cannotCreate ? 'create' : 'update'} ${object}.`,
    fix: 'Choose another object type or importOperations with revise_mapping.',
  })
  return [{ errorType: 'INVALID_COLUMN_CONFIGURATION', objectTypeId, text }]
}

/** Notes, meetings and e-mails are imported together with the records they belong to. */
function standsAlone(
  { objectTypeId }: RecordColumns,
  columns: readonly MappedColumn[],
  { object, isAlone }: { object: string; isAlone: boolean },
): CounterSpec[] {
  const namesParent = columns.some((column) => ['foreign_key', 'association_keys'].includes(columnKind(column)))
  if (!NEEDS_PARENT.has(objectTypeId) || !isAlone || namesParent) return []
  const text = () => ({
    message: `Nothing in the file says to which records the ${object} belong.`,
    fix: 'Map a column that identifies the contact, company, deal or ticket with revise_mapping.',
  })
  return [{ errorType: 'INVALID_COLUMN_CONFIGURATION', objectTypeId, text }]
}
