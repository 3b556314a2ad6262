import type { Answer } from './answer.ts'

/**
 * What the answer's Retry-After asks for, in milliseconds. A date counts from the answer's own Date header, so a
 * server clock that is an hour off does no harm.
 */
export function retryAfterMs(answer: Answer, now: number): number | undefined {
  const text = answer.headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text) * 1000
  const until = Date.parse(text)
  if (Number.isNaN(until)) return undefined
  const sent = Date.parse(answer.headers.date ?? '')
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent))
}
