import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { dateFormat, importOperation } from '../hubspot/import-request.ts'
import { COMPANY, CONTACT, showObjectType } from '../hubspot/object-types.ts'
import { type LookedAt, type PlanOrigin, planFromProposal } from '../import/build-plan.ts'
import type { Definitions } from '../import/definitions.ts'
import { recall } from '../import/mapping-memory.ts'
import { buildImportRequest } from '../import/request.ts'
import { hasDateColumn } from '../mapping/decide/date-columns.ts'
import { askNamedOptOuts } from '../mapping/decide/opt-out-list.ts'
import type { ColumnProposal, Proposal } from '../mapping/proposal.ts'
import { safeText } from '../safe-text.ts'
import type { Table } from '../table/table.ts'
import { encodingArgument, statedEncoding } from './encoding-argument.ts'
import { encodingQuestions } from './encoding-question.ts'
import { type columnView, mappingView } from './mapping-view.ts'
import { refuseNamedTwice } from './named-twice.ts'
import { objectTypeId } from './object-type-arguments.ts'
import { tellFile } from './plan-view.ts'
import { lookAt, planOrigin } from './resolve-plan.ts'
import { sheetQuestions } from './sheet-question.ts'
import { SURE, tellMapping, toldMapping } from './told-mapping.ts'
import { defineTool, type ToolCall } from './tool.ts'

export const proposeMappingTool = defineTool({
  name: 'propose_mapping',
  title: 'Propose a column mapping',
  description:
    'Use this to begin: it decides which object and property each column of the file is, and makes a plan. Show the person the columns without a match or below 0.9, and the questions. Then call revise_mapping for changes, or validate_import.',
  effect: 'read',
  toolset: 'imports',
  plans: true,
  page: true,
  input: z.strictObject({
    file: z.string().min(1).optional().describe('Path or upload handle'),
    files: z.array(z.string().min(1)).min(1).max(10).optional().describe('Several files that belong together'),
    objectTypes: z.array(z.string()).optional().describe('What the rows are, if known: contacts, deals, …'),
    name: z.string().min(1).max(200).optional().describe('Of the import; default: the file name'),
    importOperations: z
      .record(z.string(), importOperation)
      .optional()
      .describe('By object type: CREATE, UPDATE, UPSERT (default)'),
    dateFormat: dateFormat.optional(),
    hasHeader: z.boolean().optional().describe('Only if the guess was wrong'),
    sheet: z.string().optional(),
    encoding: encodingArgument,
    includeImportRequest: z.boolean().default(false).describe("Return HubSpot's JSON too"),
  }),
  output: mappingView,
  untrusted: [
    'files.fileName',
    'files.readAs',
    'files.columns.columnName',
    'files.columns.examples',
    'dateFormat.evidence',
  ],
  told: { output: toldMapping, tell: tellMapping },
  async run(args, call) {
    const { file, files = [], name, dateFormat: wantedFormat, includeImportRequest, ...look } = args
    const paths = file === undefined ? files : [file, ...files]
    if (paths.length === 0) throw noFile()
    const looked: LookedAt[] = []
    const { sheet, hasHeader, encoding } = look
    const options = { sheet, hasHeader, ...statedEncoding(encoding) }
    for (const path of paths) looked.push(await lookAt(path, options, call))
    refuseNamedTwice(looked)
    const objectTypeIds = await Promise.all((args.objectTypes ?? []).map((text) => objectTypeId(text, call)))
    const [schema, origin] = await Promise.all([schemaFor(looked, objectTypeIds, call), planOrigin(call)])
    const tables = looked.map(({ table }) => table)
    const { proposeMapping } = await import('../mapping/propose.ts')
    const fresh = proposeMapping({ tables, schema, objectTypeIds, dateFormat: wantedFormat })
    const proposal = objectTypeIds.length > 0 ? fresh : await withMemory(fresh, { tables, schema, origin }, call)
    const wanted = await operationsById(args.importOperations ?? {}, call)
    const { importOperations, idle } = operationsOf(proposal, wanted)
    const plan = planFromProposal(looked, proposal, origin, {
      name,
      importOperations,
      dateFormat: wantedFormat,
      sheet,
    })
    await call.plans.save(plan)
    const questions = [
      ...encodingQuestions(tables),
      ...sheetQuestions(tables),
      ...proposal.questions.map((question) => safeText(question, 300)),
      ...idle.map((id) => askIdle(id, schema)),
    ]
    return {
      planId: plan.planId,
      files: looked.map(({ table }, index) => ({
        ...tellFile(table),
        columns: (proposal.files[index]?.columns ?? []).map(tellColumn),
      })),
      importOperations: plan.importOperations,
      ...(hasDateColumn(proposal.files, schema) && { dateFormat: { ...proposal.dateFormat, value: plan.dateFormat } }),
      questions,
      definitions: schema.source,
      ...(includeImportRequest && {
        importRequest: buildImportRequest(
          plan,
          plan.files.map(({ fileName }) => fileName),
        ),
      }),
      nextStep: nextStep(questions),
    }
  },
  summary: ({ files }) => {
    const columns = files.flatMap((one) => one.columns)
    const matched = columns.filter((column) => column.objectTypeId !== null)
    return `${matched.length} of ${columns.length} columns have a match.`
  },
})

/** The built-in catalogue tells which objects the file is about; only their properties are read from the account. */
async function schemaFor(looked: readonly LookedAt[], wanted: readonly string[], call: ToolCall): Promise<Definitions> {
  const { builtInSchema } = await import('../mapping/built-in-schema.ts')
  const { proposeMapping } = await import('../mapping/propose.ts')
  const tables = looked.map(({ table }) => table)
  const guess = proposeMapping({ tables, schema: builtInSchema(), objectTypeIds: wanted.filter(isStandard) })
  const guessed = guess.files.flatMap(({ columns }) => columns.flatMap(({ target }) => target?.objectTypeId ?? []))
  const custom = (await call.account.objectTypes()).map((type) => type.objectTypeId).filter((id) => !isStandard(id))
  return call.account.definitions({ objectTypeIds: [CONTACT, COMPANY, ...wanted, ...guessed, ...custom] })
}

/** What was accepted for the same headers before counts more than any guess; the person is asked only about changes. */
async function withMemory(
  fresh: Proposal,
  { tables, schema, origin }: { tables: readonly Table[]; schema: Definitions; origin: PlanOrigin },
  call: ToolCall,
): Promise<Proposal> {
  const remembered = await Promise.all(tables.map((table) => call.memory.find(table, origin.portalId)))
  const recalled = fresh.files.map((file, index) => {
    const before = remembered[index]
    return before === undefined ? { file, questions: [] } : recall(file, before, schema)
  })
  const [first] = remembered
  if (first === undefined || remembered.includes(undefined))
    return { ...fresh, files: recalled.map(({ file }) => file) }
  const { certain } = fresh.dateFormat
  return {
    files: recalled.map(({ file }) => file),
    importOperations: { ...fresh.importOperations, ...first.importOperations },
    dateFormat: certain ? fresh.dateFormat : { ...fresh.dateFormat, value: first.dateFormat, evidence: 'as last time' },
    questions: [...askNamedOptOuts(fresh.files), ...recalled.flatMap(({ questions }) => questions)],
  }
}

const isStandard = (id: string): boolean => id.startsWith('0-')

async function operationsById<T>(operations: Record<string, T>, call: ToolCall): Promise<Record<string, T>> {
  const entries = Object.entries(operations).map(async ([type, one]) => [await objectTypeId(type, call), one] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** `idle`: objects that no column is of. Another one would be written as usual, although something else was wanted. */
function operationsOf<T>({ files }: Proposal, wanted: Record<string, T>) {
  const used = new Set(files.flatMap(({ columns }) => columns.map(({ target }) => target?.objectTypeId)))
  const importOperations = Object.fromEntries(Object.entries(wanted).filter(([id]) => used.has(id)))
  return { importOperations, idle: Object.keys(wanted).filter((id) => !used.has(id)) }
}

const askIdle = (id: string, { objectTypes }: Definitions): string =>
  `importOperations names ${showObjectType(id, objectTypes)}, but no column is of them. Which object is meant?`

function tellColumn(column: ColumnProposal): z.input<typeof columnView> {
  const { index, target, confidence, alternatives } = column
  return {
    index,
    columnName: safeText(column.columnName),
    objectTypeId: target?.objectTypeId ?? null,
    propertyName: target?.propertyName ?? null,
    propertyLabel: column.propertyLabel === null ? null : safeText(column.propertyLabel),
    ...(target !== null && { columnType: target.columnType }),
    ...(target?.toColumnObjectTypeId !== undefined && { toColumnObjectTypeId: target.toColumnObjectTypeId }),
    confidence: Math.min(0.99, Math.round(confidence * 100) / 100),
    reason: safeText(column.reason),
    examples: column.examples.slice(0, 2).map((example) => safeText(example, 40)),
    ...(confidence < SURE && alternatives.length > 0 && { alternatives: alternatives.map(tellAlternative) }),
  }
}

function tellAlternative(alternative: ColumnProposal['alternatives'][number]): string {
  return `${alternative.objectTypeId}.${safeText(alternative.propertyName)} (${alternative.confidence.toFixed(2)})`
}

function nextStep(questions: readonly string[]): string {
  return questions.length === 0
    ? 'Call validate_import with this planId.'
    : 'Ask the person the questions, call revise_mapping with this planId and the answers, then validate_import.'
}

function noFile(): UsageError {
  return new UsageError(
    'invalid_arguments',
    'No file was given.',
    'Pass file: "path/to/leads.csv", or files for several.',
  )
}
