import { z } from 'zod'
import { type AssociationConfiguration, type ConfigurationBatch, isSameType } from '../hubspot/association.ts'
import { associationCategory } from '../hubspot/import-request.ts'
import { safeText } from '../safe-text.ts'
import { positiveNumber } from './arguments.ts'
import { VALUES_TOLD_ELSEWHERE } from './json-schema.ts'

export const configuration = z.object({
  typeId: z.number(),
  category: z.string(),
  label: z.string().nullable(),
  /** null: no limit of the account. */
  userEnforcedMaxToObjectIds: z.number().nullable(),
})

export function tellConfiguration(one: AssociationConfiguration): z.input<typeof configuration> {
  return {
    typeId: one.typeId,
    category: one.category,
    label: one.label === null || one.label === undefined ? null : safeText(one.label),
    userEnforcedMaxToObjectIds: one.userEnforcedMaxToObjectIds ?? null,
  }
}

export const specInput = z.strictObject({
  typeId: positiveNumber,
  category: associationCategory.meta(VALUES_TOLD_ELSEWHERE),
})

export const limitInput = specInput.extend({
  maxToObjectIds: positiveNumber.describe('Of the to object, for one from record'),
})

/** For the inputs of one call: HubSpot does not say which of two limits of one type it takes. */
export function eachTypeOnce({ value: inputs, issues }: z.core.ParsePayload<readonly Spec[]>): void {
  const twice = inputs.find((input, at) => inputs.findIndex((other) => isSameType(other, input)) < at)
  if (twice === undefined) return
  issues.push({ code: 'custom', input: inputs, message: `type ${twice.typeId} (${twice.category}) is there twice` })
}

export const batchOutcome = z.object({
  fromObjectTypeId: z.string(),
  toObjectTypeId: z.string(),
  /** Whether everything that was asked for is so now. */
  complete: z.boolean(),
  inputs: z.array(
    z.object({
      typeId: z.number(),
      category: z.string(),
      done: z.boolean(),
      userEnforcedMaxToObjectIds: z.number().nullable(),
    }),
  ),
  /** HubSpot's reasons for what was not done. */
  errors: z.array(z.string()),
})

interface Spec {
  typeId: number
  category: string
  maxToObjectIds?: number
}

/**
 * What a person agrees to. The category belongs to it: a type of the account may have the number of one of HubSpot's. It
 * stands once before all its types, so that a hundred of them fit into the confirm argument.
 */
export function typesText<Input extends Spec>(inputs: readonly Input[], tell: (input: Input) => string): string {
  const categories = [...new Set(inputs.map(({ category }) => category))]
  return categories
    .map((one) => [one, ...inputs.filter(({ category }) => category === one).map(tell)].join(' '))
    .join(' ')
}

/**
 * What became of each input, read back from the account: a 207 of HubSpot can mean that nothing was done. An input
 * without `maxToObjectIds` is a limit that was to be removed; without `batch` nothing had to be sent.
 */
export function tellBatch(
  pair: { from: string; to: string },
  inputs: readonly Spec[],
  { batch, now }: { batch?: ConfigurationBatch; now: readonly AssociationConfiguration[] },
): z.input<typeof batchOutcome> {
  const told = inputs.map(({ typeId, category, maxToObjectIds }) => {
    const current = now.find((one) => one.typeId === typeId && one.category === category)
    const limit = current?.userEnforcedMaxToObjectIds ?? null
    return { typeId, category, done: limit === (maxToObjectIds ?? null), userEnforcedMaxToObjectIds: limit }
  })
  return {
    fromObjectTypeId: pair.from,
    toObjectTypeId: pair.to,
    complete: told.every(({ done }) => done),
    inputs: told,
    errors: (batch?.errors ?? []).map(({ message, category }) =>
      safeText(message ?? category ?? 'HubSpot gave no reason.'),
    ),
  }
}
