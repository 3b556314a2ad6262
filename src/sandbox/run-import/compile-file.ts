import type { ImportRequestFile } from '../../hubspot/import-request.ts'
import { columnRole, type MappedColumn } from './column-role.ts'
import type { CompileContext, Refuse } from './compile-context.ts'
import { compileKeyLinks } from './compile-key-links.ts'
import { compileObject } from './compile-object.ts'
import { compileParticipation } from './compile-participation.ts'
import { compileRowLinks } from './compile-row-links.ts'
import type { FilePlan, ObjectPlan } from './file-plan.ts'
import type { ImportSource } from './import-source.ts'
import { createKeyIndex } from './key-index.ts'
import type { Fault } from './tally.ts'
import type { Problem } from './values/problem.ts'

/** Decides everything about a file that does not depend on its rows, or tells why nothing of it can be imported. */
export function compileFile(
  source: ImportSource,
  requestFile: ImportRequestFile,
  context: CompileContext,
): FilePlan | Problem[] {
  const mappings = requestFile.fileImportPage.columnMappings
  if (mappings.length !== source.columnCount) return [wrongColumnCount(mappings.length, source)]
  if (mappings.length > MOST_COLUMNS) return [TOO_MANY_COLUMNS]
  const problems: Problem[] = []
  const refuse: Refuse = (problem) => problems.push(problem)
  const columns = mappedColumns(requestFile, source, refuse)
  const unusable = [...problems, ...missingObjects(columns, context)]
  if (unusable.length > 0) return unusable
  const plan = planOf(columns, { source, context, refuse })
  return problems.length > 0 ? problems : plan
}

function mappedColumns(requestFile: ImportRequestFile, source: ImportSource, refuse: Refuse): MappedColumn[] {
  const mappings = requestFile.fileImportPage.columnMappings
  const order = columnOrder(
    mappings.map((mapping) => mapping.columnName),
    source.header,
  )
  const columns: MappedColumn[] = []
  for (const [position, mapping] of mappings.entries()) {
    const role = columnRole(mapping)
    if ('errorType' in role) refuse(role)
    else columns.push({ index: order(position), objectTypeId: mapping.columnObjectTypeId ?? '', mapping, role })
  }
  return columns
}

/** Mappings in another order than the file are put in its order by name; where names do not tell, the position counts. */
function columnOrder(names: readonly string[], header: readonly string[]): (position: number) => number {
  const positions = new Map(header.map((name, index) => [name, index]))
  const isReordering = positions.size === names.length && new Set(names).size === names.length
  if (!isReordering || !names.every((name) => positions.has(name))) return (position) => position
  return (position) => positions.get(names[position] ?? '') ?? position
}

function missingObjects(columns: readonly MappedColumn[], { definitions }: CompileContext): Problem[] {
  const named = columns.flatMap(({ objectTypeId, role }) => {
    if (role.role === 'ignored') return []
    return 'toObjectTypeId' in role ? [objectTypeId, role.toObjectTypeId] : [objectTypeId]
  })
  return [...new Set(named)]
    .filter((objectTypeId) => definitions(objectTypeId).size === 0)
    .map((objectTypeId) => ({
      errorType: 'MISSING_OBJECT_DEFINITION',
      message: `The account has no object type "${objectTypeId.slice(0, 100)}".`,
    }))
}

function planOf(
  columns: readonly MappedColumn[],
  { source, context, refuse }: { source: ImportSource; context: CompileContext; refuse: Refuse },
): FilePlan {
  const columnFaults: Fault[] = []
  const objectTypeIds = objectTypesIn(columns)
  const mayRepeat =
    objectTypeIds.length > 1 || columns.some(({ role }) => role.role === 'key' || role.role === 'timestamp')
  const objects = objectTypeIds.map((objectTypeId) =>
    compileObject(objectTypeId, columns, { context, refuse, columnFaults, mayRepeat }),
  )
  const keyLinks = compileKeyLinks(columns, objects, { context, refuse })
  checkStandAlone(objects, keyLinks.length > 0, refuse)
  const mapped = columns.filter((column) => column.role.role !== 'ignored').length
  return {
    source,
    columns,
    objects,
    rowLinks: compileRowLinks(columns, objects, { context, refuse }),
    keyLinks,
    participation: compileParticipation(columns, objects, { context, refuse }),
    mappedColumns: mapped,
    unmappedColumns: columns.length - mapped,
    columnFaults,
    rowContents: createKeyIndex(),
  }
}

/** Objects whose records the file holds; activities and line items last, because they need their record beside them. */
function objectTypesIn(columns: readonly MappedColumn[]): string[] {
  const holding = columns.filter(({ role }) => role.role === 'value' || role.role === 'record_id')
  const objectTypeIds = [...new Set(holding.map((column) => column.objectTypeId))]
  const isLast = (objectTypeId: string): number => (WRITTEN_LAST.has(objectTypeId) ? 1 : 0)
  return objectTypeIds.toSorted((a, b) => isLast(a) - isLast(b))
}

/** Line items, communications, tasks, notes, meetings, calls, e-mails, postal mail. */
const WRITTEN_LAST = new Set(['0-8', '0-18', '0-27', '0-46', '0-47', '0-48', '0-49', '0-116'])

function checkStandAlone(objects: readonly ObjectPlan[], hasKeyLinks: boolean, refuse: Refuse): void {
  const [only] = objects
  if (only === undefined) refuse({ errorType: 'INVALID_COLUMN_CONFIGURATION', message: 'No column holds a record.' })
  if (objects.length !== 1 || !only?.needsAssociation || hasKeyLinks) return
  refuse({
    errorType: 'INVALID_COLUMN_CONFIGURATION',
    message: 'Notes, meetings and e-mails can only be imported together with the records they belong to.',
  })
}

/** An import takes under 1,000 columns. */
const MOST_COLUMNS = 999

const TOO_MANY_COLUMNS: Problem = {
  errorType: 'LIMIT_EXCEEDED',
  message: `A file may have at most ${MOST_COLUMNS} columns.`,
}

function wrongColumnCount(mapped: number, source: ImportSource): Problem {
  return {
    errorType: 'INCORRECT_NUMBER_OF_COLUMNS',
    message: `The request maps ${mapped} columns, the file has ${source.columnCount}.`,
  }
}
