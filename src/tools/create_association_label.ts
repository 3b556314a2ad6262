import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { AssociationLabel } from '../hubspot/association.ts'
import { label, tellLabel } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

export const createAssociationLabelTool = defineTool({
  name: 'create_association_label',
  title: 'Create an association label',
  description:
    'Use this to add a label for associations between two object types, for example "Decision maker". HubSpot makes one type for each direction; inverseLabel is the text seen from the other side. Then use the label text in an import column of type FLEXIBLE_ASSOCIATION_LABEL.',
  effect: 'write',
  toolset: 'labels',
  input: z.strictObject({
    ...pairArguments,
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _, not starting with a digit')
      .describe('Internal name, unique in the account; cannot be changed later'),
    label: z.string().min(1).describe('Text people see'),
    inverseLabel: z.string().min(1).optional().describe('Text from the other side; default: the same'),
  }),
  output: z.object({
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    forward: label.nullable().describe('from → to'),
    inverse: label.nullable().describe('to → from'),
  }),
  async run({ name, label: text, inverseLabel, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call)
    const { labels } = (await call.connect()).associations
    const created = await labels.create(from, to, { name, label: text, inverseLabel }, { signal: call.signal })
    call.account.forget()
    const forward = await idsOf(() => labels.list(from, to, { signal: call.signal }))
    const [one, other] = tellApart(created, forward, { text, sameObject: from === to })
    return { fromObjectTypeId: from, toObjectTypeId: to, forward: one, inverse: other }
  },
  summary: ({ forward, inverse }) =>
    `Created: ${forward?.typeId ?? 'unknown'} (from → to) and ${inverse?.typeId ?? 'unknown'} (to → from).`,
})

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
