import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { AssociationLabel } from '../hubspot/association.ts'
import { safeText } from '../safe-text.ts'
import { positiveNumber } from './arguments.ts'
import { certainPartner, findOwnLabel, isBeside, type LabelPlace, onlyOne, otherSides } from './find-label.ts'
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
    inverseBefore: label.nullable().describe('null: not certain which it is'),
    inverseAfter: label.nullable(),
  }),
  async run({ associationTypeId, label: text, inverseLabel, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call).catch(sayNotStarted)
    const hubspot = await call.connect().catch(sayNotStarted)
    const place = { from, to, associationTypeId }
    const read = async () => ({
      own: await findOwnLabel(hubspot, place, call.signal),
      others: await otherSides(hubspot, place, call.signal),
    })
    const { own: before, others } = await read().catch(sayNotStarted)
    const partner = certainPartner(before, others)
    const kept = inverseLabel ?? partner?.label
    if (kept === undefined || kept === null) throw inverseNeeded(place, others)
    const update = { associationTypeId, label: text, inverseLabel: kept }
    const { labels } = hubspot.associations
    await labels.update(from, to, update, { signal: call.signal }).finally(() => call.account.forget())
    const { own: after, others: othersAfter } = await readBack(read, 'list_association_labels')
    const labelNow = (typeId: number) => othersAfter.find((one) => one.typeId === typeId)
    const inverseBefore = partner ?? onlyOne(others.filter(({ typeId, label }) => labelNow(typeId)?.label !== label))
    const inverseAfter = inverseBefore && labelNow(inverseBefore.typeId)
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
function inverseNeeded({ from, to, associationTypeId }: LabelPlace, others: readonly AssociationLabel[]): UsageError {
  const [first, ...more] = others.filter((one) => isBeside(one, { typeId: associationTypeId }))
  const guess =
    first === undefined || more.length > 0
      ? ''
      : `, by its id probably ${first.typeId} "${safeText(first.label ?? '', 80)}"`
  return new UsageError(
    'invalid_arguments',
    `HubSpot would overwrite the text that label ${associationTypeId} from ${from} to ${to} has on the other side, and does not say which label that is${guess}.`,
    'Pass inverseLabel: the text to keep or the new one; list_association_labels shows both directions.',
    { outcome: 'not_started' },
  )
}
