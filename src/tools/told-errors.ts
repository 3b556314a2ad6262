import { z } from 'zod'
import { IMPORT_ERROR_TYPES } from '../hubspot/import-error-types.ts'
import { ERROR_OUTCOMES, type ErrorGroup, errorGroup } from '../import/error-groups.ts'
import { safeText } from '../safe-text.ts'
import { fitting } from './fitting.ts'
import { tellExample } from './tell-example.ts'

const singleError = z.object({
  line: z.number().nullable(),
  errorType: z.string(),
  columnName: z.string().nullable(),
  value: z.string().nullable(),
  outcome: z.enum(ERROR_OUTCOMES),
  row: z.array(z.string()).optional(),
})

/** The answer of get_import_errors. */
export const errorsView = z.object({
  importId: z.string().nullable().describe('null: all parts of the plan'),
  total: z.number().nullable().describe('Errors that were read; null on a further page'),
  complete: z.boolean().describe('false: the import has more errors than were read'),
  rows: z
    .object({ lost: z.number(), withoutValue: z.number(), withoutAssociation: z.number(), unclear: z.number() })
    .nullable()
    .describe('Distinct rows: a row can have several errors. withoutValue and withoutAssociation were written'),
  groups: z.array(errorGroup).describe('Not repeated on a further page'),
  groupsLeftOut: z.number().describe('Smaller groups that are not told: name an errorType to see its groups'),
  errors: z.array(singleError),
  after: z.string().nullable(),
  linesOf: z.enum(['source file', 'uploaded file']),
  nextStep: z.string(),
})

export const toldErrors = errorsView.extend({
  groups: z
    .array(
      errorGroup
        .omit({ examples: true })
        .extend({ examples: z.array(z.string()).describe('line: value'), message: z.string().optional() }),
    )
    .describe('Not repeated on a further page'),
})

const CHARACTERS = 3_500
const SHORT = 60
/** With more groups than these one example each has to do. */
const FEW_GROUPS = 8
const EXAMPLES = 2

const isKnown = (errorType: string): boolean => IMPORT_ERROR_TYPES.some((known) => known.errorType === errorType)

export function tellErrors(
  view: z.output<typeof errorsView>,
  { errorType }: { errorType?: string | undefined },
): z.input<typeof toldErrors> {
  const told = view.groups.map((group) =>
    tellGroup(group, { isFew: view.groups.length <= FEW_GROUPS, isFull: errorType !== undefined }),
  )
  const groups = fitting(told, { characters: CHARACTERS })
  return { ...view, groups, groupsLeftOut: view.groupsLeftOut + told.length - groups.length }
}

function tellGroup(
  { examples, ...group }: ErrorGroup,
  { isFew, isFull }: { isFew: boolean; isFull: boolean },
): z.input<typeof toldErrors>['groups'][number] {
  const [first] = examples
  // HubSpot's own words, where they may say more than the cause.
  const isMore = isFull || first?.value === null || !isKnown(group.errorType)
  const message = isMore ? first?.message : undefined
  return {
    ...group,
    examples: examples
      .slice(0, isFew ? EXAMPLES : 1)
      .map(({ line, value }) => tellExample(line, safeText(value ?? '', SHORT))),
    ...(typeof message === 'string' && message !== group.cause && { message }),
  }
}
