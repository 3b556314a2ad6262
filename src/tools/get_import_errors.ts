import { z } from 'zod'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { createErrorGroups, type Locate } from '../import/error-groups.ts'
import {
  createErrorList,
  cursorOf,
  type ErrorList,
  FIRST_PLACE,
  type ListPlace,
  placeOf,
} from '../import/error-pages.ts'
import { type ImportError, type PagePlace, readImportErrors } from '../import/import-errors.ts'
import { createLossTally } from '../import/loss-tally.ts'
import { isFinished } from '../import/progress.ts'
import { safeText } from '../safe-text.ts'
import { maxErrors, reportErrors, tellRest } from './error-bound.ts'
import { importArguments, type ReadImports, readImports } from './find-imports.ts'
import { sourcePlaces } from './source-places.ts'
import { errorsView, tellErrors, toldErrors } from './told-errors.ts'
import { defineTool, type ToolCall } from './tool.ts'

/** An answer is for reading: the groups behind these are found by their errorType. */
const MAX_GROUPS = 20

export const getImportErrorsTool = defineTool({
  name: 'get_import_errors',
  title: 'Explain import errors',
  description:
    'Use this after get_import shows errors: it groups them by cause, tells lost rows from lost values, and gives lines of the source file. Then call export_failed_rows.',
  effect: 'read',
  toolset: 'imports',
  page: true,
  input: z.strictObject({
    ...importArguments,
    errorType: z.string().max(80).optional().describe('Only this one'),
    limit: z.coerce.number().int().min(0).max(100).default(5).describe('Single errors after the groups'),
    after: z.string().max(500).optional().describe('From the answer before'),
    includeRowData: z.boolean().default(false),
    maxErrors,
  }),
  output: errorsView,
  untrusted: [
    'groups.columnName',
    'groups.examples',
    'groups.message',
    'errors.columnName',
    'errors.value',
    'errors.row',
  ],
  told: { output: toldErrors, tell: tellErrors },
  async run(args, call) {
    const { errorType, limit, after } = args
    const imports = await readImports(args, call)
    const hubspot = await call.connect()
    const fits = (error: ImportError) => errorType === undefined || error.errorType === errorType
    const from = after === undefined ? FIRST_PLACE : mustBeCursor(after)
    const list = createErrorList(limit, { from, fits })
    const source: Source = { hubspot, imports, call }
    const told = after === undefined ? await readAll(source, list, { ...args, fits }) : await readOn(source, list, args)
    const linesOf: 'uploaded file' | 'source file' = imports.plan === undefined ? 'uploaded file' : 'source file'
    const { locate, stoppedAt, ...answer } = told
    const next = list.next() ?? (stoppedAt && placeAt(stoppedAt))
    return {
      importId: imports.importId,
      ...answer,
      errors: list.errors.map((error) => tellError(error, locate, args.includeRowData)),
      after: limit === 0 || next === undefined ? null : cursorOf(next),
      linesOf,
    }
  },
  summary: ({ total, rows, groups, groupsLeftOut, errors, importId }) => {
    const of = importId === null ? 'all parts' : `import ${importId}`
    if (total === null || rows === null) return `${counted(errors.length, 'further error')} of ${of}.`
    const parts = [
      `${counted(rows.lost, 'row')} lost`,
      `${counted(rows.withoutValue, 'row')} without a value`,
      ...(rows.withoutAssociation > 0 ? [`${counted(rows.withoutAssociation, 'row')} without an association`] : []),
      ...(rows.unclear > 0 ? [`${counted(rows.unclear, 'row')} unclear`] : []),
    ]
    const inGroups = `${counted(total, 'error')} of ${of} in ${counted(groups.length + groupsLeftOut, 'group')}`
    return `${inGroups}: ${parts.join(', ')}.`
  },
})

interface Source {
  hubspot: HubSpot
  imports: ReadImports
  call: ToolCall
}

type Told = Pick<
  z.input<typeof errorsView>,
  'total' | 'complete' | 'rows' | 'groups' | 'groupsLeftOut' | 'nextStep'
> & {
  locate: Locate
  /** Where the reading ended although there is more. */
  stoppedAt: PagePlace | undefined
}

interface ReadOptions {
  includeRowData: boolean
  maxErrors: number
  fits: (error: ImportError) => boolean
}

/** Every error of the import, counted and grouped while it passes. */
async function readAll(
  { hubspot, imports, call }: Source,
  list: ErrorList,
  { includeRowData, maxErrors: max, fits }: ReadOptions,
): Promise<Told> {
  const [groups, tally] = [createErrorGroups(), createLossTally()]
  const types = new Set<string>()
  let total = 0
  const read = await readImportErrors(hubspot, imports.parts, imports.plan, {
    max,
    includeRowData,
    signal: call.signal,
    report: reportErrors(call),
    onPage(page) {
      list.add(page)
      for (const { errorType } of page.errors) types.add(safeText(errorType, 80))
      for (const error of page.errors.filter(fits)) {
        total += 1
        groups.add(error)
        tally.add(error)
      }
    },
  })
  const locate = await sourcePlaces(imports.plan, [...groups.examples(), ...list.errors], call)
  const told = groups.tell(locate)
  const { rowsLost, rowsWithoutValue, rowsWithoutAssociation, rowsUnclear } = tally.losses()
  const isRefused = total > 0 && told.every(({ outcome }) => outcome === 'file_refused')
  return {
    total,
    complete: read.complete,
    rows: {
      lost: rowsLost,
      withoutValue: rowsWithoutValue,
      withoutAssociation: rowsWithoutAssociation,
      unclear: rowsUnclear,
    },
    groups: told.slice(0, MAX_GROUPS),
    groupsLeftOut: Math.max(0, told.length - MAX_GROUPS),
    locate,
    stoppedAt: read.next,
    nextStep: `${imports.missing}${tellRest(read, imports.parts)}${nextStep(imports, { total, isRefused, types })}`,
  }
}

/** Only as far as the next single errors. */
async function readOn(
  { hubspot, imports, call }: Source,
  list: ErrorList,
  { after = '', includeRowData, maxErrors: max }: { after?: string; includeRowData: boolean; maxErrors: number },
): Promise<Told> {
  const [part, cursor] = mustBeCursor(after)
  const { parts, plan } = imports
  const { complete, next, error } = await readImportErrors(hubspot, parts, plan, {
    from: { part, cursor: cursor ?? undefined },
    max,
    includeRowData,
    signal: call.signal,
    onPage: list.add,
    isEnough: () => list.next() !== undefined,
  })
  const locate = await sourcePlaces(plan, list.errors, call)
  const why = error === undefined ? '' : `The list broke off: ${error.message} `
  return {
    total: null,
    complete,
    rows: null,
    groups: [],
    groupsLeftOut: 0,
    locate,
    stoppedAt: next,
    nextStep: `${why}${nextStep(imports, { total: list.errors.length, isRefused: false, types: new Set() })}`,
  }
}

const placeAt = ({ part, cursor }: PagePlace): ListPlace => [part, cursor ?? null, 0]

function mustBeCursor(after: string): NonNullable<ReturnType<typeof placeOf>> {
  const place = placeOf(after)
  if (place !== undefined) return place
  throw new UsageError(
    'invalid_arguments',
    `get_import_errors: after: "${safeText(after)}" is no cursor of this tool.`,
    'Pass the after of the answer before, or leave it out to begin again.',
  )
}

function tellError(
  error: ImportError,
  locate: Locate,
  includeRowData: boolean,
): z.input<typeof errorsView>['errors'][number] {
  return {
    line: locate(error).line ?? null,
    errorType: safeText(error.errorType),
    columnName: error.columnName === null ? null : safeText(error.columnName),
    value: error.value === null ? null : safeText(error.value),
    outcome: error.outcome,
    ...(includeRowData && { row: error.rowData.map((cell) => safeText(cell)) }),
  }
}

interface Found {
  total: number
  isRefused: boolean
  /** Of all errors, whatever was asked for. */
  types: ReadonlySet<string>
}

function nextStep({ plan, name, parts }: ReadImports, { total, isRefused, types }: Found): string {
  if (total === 0) return withoutErrors({ name, parts }, types)
  if (isRefused && parts.length === 1)
    return 'The whole file was refused: correct the mapping or the file, then call propose_mapping with it.'
  if (plan !== undefined) return `Call export_failed_rows with ${name}.`
  return 'This server did not start the import, so it does not know the source file: correct these rows there, and call propose_mapping with a file of just these rows.'
}

/** No error to tell is not always no loss: others may be there, or may still come. */
function withoutErrors({ name, parts }: Pick<ReadImports, 'name' | 'parts'>, types: ReadonlySet<string>): string {
  if (types.size > 0) return `The import has other errors: ${[...types].slice(0, MAX_GROUPS).join(', ')}.`
  const open = parts.map(({ record }) => record.state).find((state) => state !== 'DONE')
  if (open === undefined || open === 'CANCELED') return 'There is nothing to repair.'
  if (isFinished(open)) return `The import is ${open}: rows that it did not reach have no errors.`
  return `The import is ${open}: errors can still come. Call get_import with ${name} and waitSeconds: 20.`
}
