import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { positiveNumber } from './arguments.ts'
import { findOwnLabel, findPartner, type LabelPlace } from './find-label.ts'
import { label, tellLabel } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'
import { readBack, sayNotStarted } from './write-outcome.ts'

export const updateAssociationLabelTool = defineTool({
  name: 'update_association_label',
  title: 'Rename an association label',
  description:
    'Use this to change the text of a label that list_association_labels shows. Without inverseLabel the other side keeps its text.',
  effect: 'write',
  toolset: 'labels',
  idempotent: true,
  destructive: true,
  input: z.strictObject({
    ...pairArguments,
    associationTypeId: positiveNumber,
    label: z.string().min(1).describe('New text'),
    inverseLabel: z.string().min(1).optional().describe('From the other side'),
  }),
  output: z.object({
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    before: label,
    after: label,
    inverseBefore: label.nullable(),
    inverseAfter: label.nullable(),
  }),
  async run({ associationTypeId, label: text, inverseLabel, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call).catch(sayNotStarted)
    const hubspot = await call.connect().catch(sayNotStarted)
    const place = { from, to, associationTypeId }
    const read = async () => ({
      own: await findOwnLabel(hubspot, place, call.signal),
      inverse: await findPartner(hubspot, place, call.signal),
    })
    const { own: before, inverse: inverseBefore } = await read().catch(sayNotStarted)
    const kept = inverseLabel ?? inverseBefore?.label
    if (kept === undefined || kept === null) throw inverseNeeded(place)
    const update = { associationTypeId, label: text, inverseLabel: kept }
    const { labels } = hubspot.associations
    await labels.update(from, to, update, { signal: call.signal }).finally(() => call.account.forget())
    const { own: after, inverse: inverseAfter } = await readBack(read, 'list_association_labels')
    return {
      fromObjectTypeId: from,
      toObjectTypeId: to,
      before: tellLabel(before),
      after: tellLabel(after),
      inverseBefore: inverseBefore === undefined ? null : tellLabel(inverseBefore),
      inverseAfter: inverseAfter === undefined ? null : tellLabel(inverseAfter),
    }
  },
  summary: ({ before, after }) =>
    before.label === after.label
      ? `Label ${after.typeId} is "${after.label ?? ''}", as before.`
      : `Label ${after.typeId}: "${before.label ?? ''}" is now "${after.label ?? ''}".`,
})

/** HubSpot overwrites both sides with `label` when inverseLabel is missing. */
function inverseNeeded({ from, to, associationTypeId }: LabelPlace): UsageError {
  return new UsageError(
    'invalid_arguments',
    `The text of label ${associationTypeId} from ${from} to ${to} seen from the other side cannot be read, and HubSpot would overwrite it.`,
    'Pass inverseLabel: the text to keep or the new one; list_association_labels shows both directions.',
    { outcome: 'not_started' },
  )
}
