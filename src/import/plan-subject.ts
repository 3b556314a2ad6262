import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/**
 * What a person agrees to when they agree to start this plan: `start 7f3a9c2e1b04`. Another mapping, option, repair,
 * file content or account is another text, so a consent never covers what was not shown. A further start of the same
 * plan is another one too.
 */
export function planSubject({ planId: _id, preflight: _check, createdAt: _created, ...content }: Plan): string {
  return `start ${hashOf(content)}`
}

/**
 * What a person agrees to when the same content is imported once more: never the text of a first start, and another one for
 * each plan and each time, so that one yes is one import.
 */
export function repetitionSubject({ planId, ...plan }: Plan): string {
  return `repeat ${hashOf({ planId, subject: planSubject({ planId, ...plan }) })}`
}

/** Two versions of one plan send the same, whatever was started of it and whichever account it met meanwhile. */
export const sendsTheSame = (now: Plan, plan: Plan): boolean =>
  planSubject({ ...now, portalId: plan.portalId, contentKeys: plan.contentKeys }) === planSubject(plan)

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)
