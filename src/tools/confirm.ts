import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
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
  if (confirm !== undefined) throw mismatch(confirm, { subject, question })
  if (call.answer(subject) !== 'accepted') throw new ConfirmationRequest(subject, question)
}

/** A text that once was to be agreed to is told from one that never was: "yes" says nothing about a change. */
function mismatch(confirm: string, { subject, question }: Omit<Confirmation, 'confirm'>): UsageError {
  const shown = safeText(confirm, 60)
  if (formOf(confirm) === formOf(subject)) {
    return new UsageError(
      'confirmation_mismatch',
      `confirm "${shown}" does not belong to this call: it changed since it was shown, or the text is of another call.`,
      `Show the person what it does now, then call again with confirm: "${subject}".`,
      { outcome: 'not_started' },
    )
  }
  return new UsageError(
    'confirmation_mismatch',
    `confirm "${shown}" is not the text of this call. ${question}`,
    `Show this to the person. When they agree, call again with confirm: "${subject}".`,
    { outcome: 'not_started' },
  )
}

/** `start 7f3a9c2e1b04` is of the form of every start. */
const formOf = (text: string): string => text.replace(/[0-9a-f]{12}|\d+/g, '#')
