import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { AssociationLabel, LabelInput } from '../hubspot/association.ts'
import { safeText } from '../safe-text.ts'
import { label, tellLabel, USE_LABEL } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'
import { sayNotStarted } from './write-outcome.ts'

export const createAssociationLabelTool = defineTool({
  name: 'create_association_label',
  title: 'Create an association label',
  description:
    'Use this to add a label for associations, such as "Decision maker", after list_association_labels. Then use its text in a column of type FLEXIBLE_ASSOCIATION_LABEL.',
  effect: 'write',
  toolset: 'labels',
  input: z.strictObject({
    ...pairArguments,
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _, not starting with a digit')
      .describe('Internal name, unique in the account'),
    label: z.string().min(1).describe('Text people see'),
    inverseLabel: z.string().min(1).optional().describe('From the other side; default: the same'),
  }),
  output: z.object({
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    forward: label.nullable().describe('from → to'),
    inverse: label.nullable().describe('to → from'),
    nextStep: z.string(),
  }),
  async run({ name, label: text, inverseLabel, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call).catch(sayNotStarted)
    const { labels } = (await call.connect().catch(sayNotStarted)).associations
    const wanted = { name, label: text, inverseLabel }
    const create = labels.create(from, to, wanted, { signal: call.signal }).finally(() => call.account.forget())
    const created = await create.catch(async (error: unknown) => {
      if (!isTaken(error)) throw error
      const pairs = from === to ? [[from, to] as const] : [[from, to] as const, [to, from] as const]
      const there = await Promise.all(pairs.map((one) => labels.list(...one))).catch((failed: unknown) => {
        throw failed instanceof UsageError ? error : failed
      })
      throw alreadyThere(wanted, there.flat(), error)
    })
    const forward = await idsOf(() => labels.list(from, to, { signal: call.signal }))
    const [one, other] = tellApart(created, forward, { text, sameObject: from === to })
    return { fromObjectTypeId: from, toObjectTypeId: to, forward: one, inverse: other, nextStep: USE_LABEL }
  },
  summary: ({ forward, inverse }) =>
    `Created: ${forward?.typeId ?? 'unknown'} (from → to) and ${inverse?.typeId ?? 'unknown'} (to → from).`,
})

/** HubSpot says it in words only: the name of another label, or the text of one of this pair. */
const isTaken = (error: unknown): error is UsageError =>
  error instanceof UsageError && error.hubspot?.status === 400 && error.message.includes('already exists')

/** What is there beside what was asked for: HubSpot lists no names, so every label of the pair is told. */
function alreadyThere(wanted: LabelInput, there: readonly AssociationLabel[], error: UsageError): UsageError {
  const own = there.filter(({ category }) => category !== 'HUBSPOT_DEFINED')
  const listed = own.slice(0, 10).map(({ typeId, label: text }) => `${typeId} "${safeText(text ?? '', 80)}"`)
  const asked = `"${safeText(wanted.label, 80)}" / "${safeText(wanted.inverseLabel ?? wanted.label, 80)}"`
  const pair = listed.length === 0 ? 'none, so the name is used between other objects' : listed.join(', ')
  return new UsageError(
    'hubspot_conflict',
    `${error.message.replace(/[^.]$/, '$&.')} Asked for: ${wanted.name}, ${asked}. Labels of this pair: ${pair}. Nothing was changed.`,
    'Use the label that is there, change its text with update_association_label, or choose another name.',
    { outcome: 'not_started', ...(error.hubspot && { hubspot: error.hubspot }), cause: error },
  )
}

/** The labels exist by now: when they cannot be listed the answer is only less exact. */
async function idsOf(list: () => Promise<AssociationLabel[]>): Promise<Set<number> | undefined> {
  try {
    return new Set((await list()).map(({ typeId }) => typeId))
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

/**
 * HubSpot's order of the two types is not reliable. What `labels` lists for from → to is the forward one; for a pair
 * of the same object both are listed, and the text tells.
 */
function tellApart(
  created: readonly AssociationLabel[],
  forwardIds: ReadonlySet<number> | undefined,
  { text, sameObject }: { text: string; sameObject: boolean },
): [ReturnType<typeof tellLabel> | null, ReturnType<typeof tellLabel> | null] {
  const isForward = (one: AssociationLabel) =>
    sameObject || forwardIds === undefined ? one.label === text : forwardIds.has(one.typeId)
  const forward = created.find(isForward) ?? created[0]
  const inverse = created.find((one) => one !== forward)
  return [forward === undefined ? null : tellLabel(forward), inverse === undefined ? null : tellLabel(inverse)]
}
