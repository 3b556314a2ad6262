import { z } from 'zod'
import { isLimitSet } from '../hubspot/association.ts'
import { eachTypeOnce, limitInput, tellBatch, typesText } from './configuration-view.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import type { ToolCall } from './tool.ts'
import { readBack, sayNotStarted } from './write-outcome.ts'

export const limitArguments = z.strictObject({
  ...pairArguments,
  inputs: z.array(limitInput).min(1).max(100).check(eachTypeOnce),
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
  const { from, to } = await objectTypePair(types, call).catch(sayNotStarted)
  const limits = typesText(inputs, ({ typeId, maxToObjectIds }) => `${typeId}=${maxToObjectIds}`)
  const subject = `${operation} limits ${from} ${to} ${limits}`
  const question = `${QUESTIONS[operation]} association limits from ${from} to ${to}: ${limits}? Imports that go above a limit lose associations.`
  mustBeConfirmed({ subject, question, confirm }, call)
  const { configurations } = (await call.connect().catch(sayNotStarted)).associations
  const { signal } = call
  const read = () => configurations.list(from, to, { signal })
  const before = await read().catch(sayNotStarted)
  const missing = inputs.filter((input) => !isLimitSet(before, input))
  if (missing.length === 0) return tellBatch({ from, to }, inputs, { now: before })
  const batch = await configurations[operation](from, to, missing, { signal })
  return tellBatch({ from, to }, inputs, { batch, now: await readBack(read, 'list_association_configurations') })
}

const QUESTIONS = { create: 'Set', update: 'Change' }
