import { z } from 'zod'
import { UsageError } from '../errors.ts'
import {
  columnType,
  dateFormat,
  foreignKeyType,
  importOperation,
  MARKETING_EVENT_SUBMISSION_TYPES,
  timeZone,
} from '../hubspot/import-request.ts'
import { type Plan, planId } from '../import/plan.ts'
import { newPlanId } from '../import/plan-store.ts'
import { REPAIR_NAMES } from '../import/repair-names.ts'
import { type ColumnChange, revisePlan } from '../import/revise-plan.ts'
import { safeText } from '../safe-text.ts'
import { columnText } from './arguments.ts'
import { definitionsOf } from './check-plan.ts'
import { VALUES_TOLD_ELSEWHERE } from './json-schema.ts'
import { objectTypeId } from './object-type-arguments.ts'
import { tellColumn } from './plan-view.ts'
import { lookAt, resolvePlan } from './resolve-plan.ts'
import { revisionView } from './revision-view.ts'
import { tellRevision, toldRevision } from './told-revision.ts'
import { defineTool, type ToolCall } from './tool.ts'

/** Kept open, so that it is listed in one line; HubSpot's own schema parses it. */
const linkType = z
  .looseObject({})
  .transform((value, context) => {
    const parsed = foreignKeyType.safeParse(value)
    if (parsed.success) return parsed.data
    context.addIssue({
      code: 'custom',
      message: 'takes {"associationTypeId": 279, "associationCategory": "HUBSPOT_DEFINED"}',
    })
    return z.NEVER
  })
  .describe('{associationTypeId, associationCategory}')

const columnChange = z.strictObject({
  column: columnText.describe('Name, or index from 0'),
  file: z.number().int().min(0).optional().describe('Of several files: which, from 0'),
  propertyName: z.string().nullable().optional().describe('"" leaves the column out'),
  objectTypeId: z.string().optional(),
  columnType: columnType.optional(),
  toColumnObjectTypeId: z.string().optional(),
  foreignKeyType: linkType.optional(),
  associationIdentifierColumn: z.boolean().optional(),
  marketingEventSubmissionType: z.enum(MARKETING_EVENT_SUBMISSION_TYPES).meta(VALUES_TOLD_ELSEWHERE).optional(),
})

export const reviseMappingTool = defineTool({
  name: 'revise_mapping',
  title: 'Change a mapping',
  description:
    'Use this after propose_mapping or validate_import to change columns, options or repairs of a plan; only what is given changes. Then call validate_import with the planId of the answer.',
  effect: 'read',
  toolset: 'imports',
  plans: true,
  page: true,
  input: z.strictObject({
    planId,
    columns: z.array(columnChange).optional(),
    name: z.string().min(1).max(200).optional(),
    importOperations: z.record(z.string(), importOperation).optional(),
    dateFormat: dateFormat.optional(),
    timeZone: timeZone.optional(),
    marketableContactImport: z.boolean().optional(),
    createContactListFromImport: z.boolean().optional(),
    columnsFrom: z.coerce.number().int().min(0).optional().describe('List the columns of the plan from this one'),
    files: z.array(z.string()).optional().describe('The files again, after cells were corrected'),
    repairs: z
      .array(
        z.strictObject({
          repair: z.enum(REPAIR_NAMES).meta(VALUES_TOLD_ELSEWHERE),
          column: columnText.optional(),
          file: z.number().int().min(0).optional(),
          countryColumn: columnText.optional().describe('Of phone_e164'),
          dateFormat: dateFormat.optional().describe('Of iso_date'),
          country: z.string().optional().describe('Of phone_e164, where no column tells it'),
          values: z
            .record(z.string(), z.string())
            .optional()
            .describe('Of replace_values: {"text in the file": "what it means"}'),
        }),
      )
      .optional()
      .describe('All to use, replacing earlier ones; without column: on every column; [] for none'),
  }),
  output: revisionView,
  told: { output: toldRevision, tell: tellRevision },
  async run({ planId: id, columns = [], importOperations, files, columnsFrom: _from, ...changes }, call) {
    const planned = await revisable(await resolvePlan({ planId: id }, call), call)
    const reread = files === undefined ? (plan: Plan) => plan : await rereading(planned, files, call)
    const operations = Object.entries(importOperations ?? {})
    const byId = operations.map(async ([type, one]) => [await objectTypeId(type, call), one] as const)
    const all = {
      ...changes,
      importOperations: Object.fromEntries(await Promise.all(byId)),
      columns: await Promise.all(columns.map((change) => withIds(change, call))),
    }
    const { plan: revised, changed, mustFit } = revisePlan(reread(planned), all)
    const definitions = await definitionsOf(revised, call)
    mustFit(definitions)
    // Of calls at the same time each changes the plan that the one before has left.
    const change = (now: Plan) => {
      mustNotBeStarted(now)
      const again = revisePlan(reread({ ...now, portalId: planned.portalId }), all)
      again.mustFit(definitions)
      return again.plan
    }
    const { planId: revisedId } = revised
    if (revisedId !== id) await call.plans.save(revised)
    const plan = revisedId !== id ? revised : await call.plans.update(id, change)
    return {
      planId: revisedId,
      changed: [...(files === undefined ? [] : plan.files.map(tellReread)), ...changed],
      columns: plan.files.flatMap((file) => file.columns.map(tellColumn)),
      ...(plan.preflight !== undefined && { repairs: plan.preflight.repairs }),
      importOperations: plan.importOperations,
      dateFormat: plan.dateFormat,
      nextStep: 'Call validate_import with this planId.',
    }
  },
  summary: ({ changed }) => (changed.length === 0 ? 'Nothing changed.' : `Changed: ${firstOf(changed)}.`),
})

const MOST_IN_SUMMARY = 2

function firstOf(changed: readonly string[]): string {
  const more = changed.length - MOST_IN_SUMMARY
  return `${changed.slice(0, MOST_IN_SUMMARY).join('; ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A plan that was started keeps saying what was sent: its change is a plan of its own, with a consent of its own. */
async function revisable(plan: Plan, call: ToolCall): Promise<Plan> {
  if (plan.contentKeys.length === 0) return plan
  const createdAt = new Date(call.clock.now()).toISOString()
  return { ...plan, planId: newPlanId(), contentKeys: [], createdAt }
}

/** What was agreed to is what is sent: a plan that was started while it was revised stays as it was. */
function mustNotBeStarted(now: Plan): void {
  if (now.contentKeys.length === 0) return
  throw new UsageError(
    'plan_changed',
    'The plan was started while it was being revised.',
    `Call get_import with planId: "${now.planId}" to see what was started. Called again, revise_mapping makes a plan of its own.`,
    { outcome: 'not_started' },
  )
}

/** The files are looked at once; what it gives puts them into the plan. */
async function rereading(plan: Plan, paths: readonly string[], call: ToolCall): Promise<(plan: Plan) => Plan> {
  const { withFiles } = await import('../import/reread-files.ts')
  const looking = paths.map((path, index) => {
    const { dialect, columns = [] } = plan.files[index] ?? {}
    const { hasHeader, sheet, encoding: usualEncoding } = dialect ?? {}
    const header = columns.filter(({ objectTypeId }) => objectTypeId !== null).map(({ columnName }) => columnName)
    return lookAt(path, { hasHeader, header, sheet, usualEncoding }, call)
  })
  const looked = await Promise.all(looking)
  return (now) => withFiles(now, looked)
}

const tellReread = ({ fileName, bytes }: Plan['files'][number]): string =>
  `${safeText(fileName)} is read as it is now (${bytes.toLocaleString('en-US')} bytes)`

async function withIds(change: z.output<typeof columnChange>, call: ToolCall): Promise<ColumnChange> {
  const { objectTypeId: type, toColumnObjectTypeId: to } = change
  return {
    ...change,
    ...(change.propertyName === '' && { propertyName: null }),
    objectTypeId: type === undefined ? undefined : await objectTypeId(type, call),
    toColumnObjectTypeId: to === undefined ? undefined : await objectTypeId(to, call),
  }
}
