import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { ConfirmationRequest, type ToolCall } from './tool.ts'

export const confirmArgument = z
  .string()
  .max(2000)
  .optional()
  .describe('Only after the person agreed: the text that confirmation_required names')

export interface Confirmation {
  /** What exactly is agreed to: a consent to one thing is never one to another. */
  subject: string
  /** One or two sentences for the person. */
  question: string
  /** The confirm argument of the call. */
  confirm: string | undefined
}

/**
 * Returns when a person has agreed, or when the server was started with --confirm never. Fails closed.
 * @throws ConfirmationRequest, also when the person said no, which the server tells; UsageError confirmation_mismatch
 */
export function mustBeConfirmed({ subject, question, confirm }: Confirmation, call: ToolCall): void {
  if (call.config.confirm === 'never') return
  if (confirm === subject) return
  if (confirm !== undefined) throw mismatch(confirm, subject)
  if (call.answer(subject) !== 'accepted') throw new ConfirmationRequest(subject, question)
}

function mismatch(confirm: string, subject: string): UsageError {
  return new UsageError(
    'confirmation_mismatch',
    `confirm "${confirm}" does not belong to this call: it changed since it was shown.`,
    `Show the person what it does now, then call again with confirm: "${subject}".`,
    { outcome: 'not_started' },
  )
}
