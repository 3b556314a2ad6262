import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/**
 * What a person agrees to when they agree to start this plan: `start 7f3a9c2e1b04`. Another mapping, option, repair,
 * file content or account is another text, so a consent never covers what was not shown. A further start of the same
 * plan is another one too.
 */
export function planSubject({ planId: _id, preflight: _check, createdAt: _created, ...content }: Plan): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  return `start ${hash.slice(0, 12)}`
}
