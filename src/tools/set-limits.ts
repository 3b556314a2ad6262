import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { type AssociationLimit, isLimitSet } from '../hubspot/association.ts'
import { limitInput, tellBatch } from './configuration-view.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import type { ToolCall } from './tool.ts'

export const limitArguments = z.strictObject({
  ...pairArguments,
  inputs: z.array(limitInput).min(1).max(100),
  confirm: confirmArgument,
})

/**
 * Sets limits that are not there yet (`create`) or changes those that are (`update`), after a yes. What is so already is
 * not sent: a repeated call sends what a 207 left undone, and nothing else.
 */
export async function setLimits(
  operation: 'create' | 'update',
  { inputs, confirm, ...types }: z.output<typeof limitArguments>,
  call: ToolCall,
): Promise<ReturnType<typeof tellBatch>> {
  const { from, to } = await objectTypePair(types, call)
  const subject = `${operation} limits ${from} ${to} ${limitText(inputs)}`
  const question = `${QUESTIONS[operation]} association limits from ${from} to ${to}: ${limitText(inputs)}? Imports that go above a limit lose associations.`
  mustBeConfirmed({ subject, question, confirm }, call)
  const { configurations } = (await call.connect()).associations
  const { signal } = call
  const read = (outcome: 'not_started' | 'unknown') =>
    configurations.list(from, to, { signal }).catch((error: unknown) => {
      throw error instanceof UsageError ? error.withOutcome(outcome) : error
    })
  const before = await read('not_started')
  const missing = inputs.filter((input) => !isLimitSet(before, input))
  if (missing.length === 0) return tellBatch({ from, to }, inputs, { now: before })
  const batch = await configurations[operation](from, to, missing, { signal })
  return tellBatch({ from, to }, inputs, { batch, now: await read('unknown') })
}

const QUESTIONS = { create: 'Set', update: 'Change' }

const limitText = (inputs: readonly AssociationLimit[]): string =>
  inputs.map(({ typeId, maxToObjectIds }) => `${typeId}=${maxToObjectIds}`).join(' ')
