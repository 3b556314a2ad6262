import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/**
 * What a person agrees to when they agree to start this plan: `start 7f3a9c2e`. Another mapping, option, repair, file
 * content or account is another text, so a consent never covers what was not shown. A further start of the same plan
 * is another one too.
 */
export function planSubject({ planId, preflight: _preflight, createdAt: _createdAt, ...content }: Plan): string {
  return `start ${createHash('sha256')
    .update(JSON.stringify([planId, content]))
    .digest('hex')
    .slice(0, 12)}`
}
