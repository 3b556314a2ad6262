import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { AssociationLabel } from '../hubspot/association.ts'
import { safeText } from '../safe-text.ts'
import { positiveNumber } from './arguments.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { certainPartner, findOwnLabel, onlyOne, otherSides } from './find-label.ts'
import { label, tellLabel } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'
import { sayNotStarted } from './write-outcome.ts'

export const deleteAssociationLabelTool = defineTool({
  name: 'delete_association_label',
  title: 'Delete an association label',
  description:
    'Use this to delete a label that list_association_labels shows, in both directions. Records keep the association and lose the label; this cannot be undone.',
  effect: 'destroy',
  toolset: 'labels',
  input: z.strictObject({
    ...pairArguments,
    associationTypeId: positiveNumber,
    confirm: confirmArgument,
  }),
  output: z.object({
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    deleted: label,
    partner: label.nullable().describe('The other direction, deleted with it; null: not certain which it was'),
  }),
  async run({ associationTypeId, confirm, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call).catch(sayNotStarted)
    const hubspot = await call.connect().catch(sayNotStarted)
    const place = { from, to, associationTypeId }
    const found = await findOwnLabel(hubspot, place, call.signal).catch(sayNotStarted)
    const others = await otherSides(hubspot, place, call.signal).catch(sayNotStarted)
    const text = safeText(found.label ?? 'unlabeled', 60)
    const subject = `delete label ${associationTypeId} ${text} ${from} ${to}`
    const question = `Delete association label ${associationTypeId} "${text}" from ${from} to ${to}, in both directions? Records lose the label. This cannot be undone.`
    mustBeConfirmed({ subject, question, confirm }, call)
    const { labels } = hubspot.associations
    await labels.delete(from, to, associationTypeId, { signal: call.signal }).finally(() => call.account.forget())
    const partner =
      certainPartner(found, others) ?? (await goneOf(others, () => otherSides(hubspot, place, call.signal)))
    return {
      fromObjectTypeId: from,
      toObjectTypeId: to,
      deleted: tellLabel(found),
      partner: partner === undefined ? null : tellLabel(partner),
    }
  },
  summary: ({ deleted }) => `Deleted association label ${deleted.typeId} "${deleted.label ?? ''}" in both directions.`,
})

/** The one that went with the label. It is gone by now: where the others cannot be listed the answer is only less exact. */
async function goneOf(
  before: readonly AssociationLabel[],
  list: () => Promise<AssociationLabel[]>,
): Promise<AssociationLabel | undefined> {
  const left = await list().catch((error: unknown) => {
    if (error instanceof UsageError) return before
    throw error
  })
  return onlyOne(before.filter(({ typeId }) => left.every((one) => one.typeId !== typeId)))
}
