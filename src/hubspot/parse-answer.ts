import type { z } from 'zod'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { Answer } from './answer.ts'
import { hubspotAnswer } from './answer-error.ts'

/** Reads a body as strictly as the settings say. The message names fields and kinds, never values: they can be cells. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: Answer, what: string): T {
  return readBody(schema, answer, { what, written: false })
}

/** The same for a write: HubSpot took it, but what came of it cannot be read. */
export function parseWritten<T>(schema: z.ZodType<T>, answer: Answer, what: string): T {
  try {
    return readBody(schema, answer, { what, written: true })
  } catch (error) {
    throw error instanceof UsageError ? error.withOutcome('unknown') : error
  }
}

function readBody<T>(schema: z.ZodType<T>, answer: Answer, { what, written }: { what: string; written: boolean }): T {
  const parsed = schema.safeParse(answer.json)
  if (parsed.success) {
    answer.check?.(schema, answer, { what, written })
    return parsed.data
  }
  const wrong = answer.json === undefined ? notJson(answer) : parsed.error.issues.slice(0, 3).map(issueText).join('; ')
  throw new UsageError(
    'hubspot_bad_response',
    `HubSpot answered ${what} with ${answer.status}, but ${wrong}.`,
    'Check HUBSPOT_BASE_URL and whether a proxy stands between; otherwise report it with the correlation id.',
    { hubspot: hubspotAnswer(answer) },
  )
}

function notJson(answer: Answer): string {
  const kind = answer.headers['content-type']?.split(';')[0] ?? ''
  return answer.text === '' ? 'the body is empty' : `the body is not JSON (${safeText(kind, 60)})`
}

function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.')
  const expected = 'expected' in issue ? `is not ${String(issue.expected)}` : `is not valid (${issue.code})`
  return `${path === '' ? 'the body' : safeText(path, 80)} ${expected}`
}
