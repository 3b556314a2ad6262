import { z } from 'zod'
import { type ErrorCode, type HubSpotAnswer, UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { type Answer, parseJson } from './answer.ts'
import { retryAfterMs } from './retry-after.ts'

export interface AnswerContext {
  /** What was asked, for the message: `GET /crm/v3/imports`. Never holds a token. */
  asked: string
  now: number
  importStart: boolean
  /** What to do where HubSpot does not take the token. */
  tokenFix: string
}

/** HubSpot's error body. It requires nothing: live bodies lack any of these. */
export const errorBody = z.looseObject({
  status: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  subCategory: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  requestId: z.string().optional().catch(undefined),
  errorType: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  context: z.record(z.string(), z.unknown()).optional().catch(undefined),
  errors: z
    .array(
      z.looseObject({
        message: z.string().optional().catch(undefined),
        context: z.record(z.string(), z.unknown()).optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
})
export type ErrorBody = z.infer<typeof errorBody>

/** Whether HubSpot itself said it, and not a proxy on the way. */
export function isHubSpotForm(answer: Answer): boolean {
  const body = bodyOf(answer)
  return [body.message, body.category, body.errorType, body.correlationId].some((field) => field !== undefined)
}

export function bodyOf(answer: Answer): ErrorBody {
  const body = errorBody.safeParse(answer.json).data ?? {}
  const inner = errorBody.safeParse(parseJson(body.message?.replace(/^[^{]*/, '') ?? '')).data
  return inner?.message === undefined ? body : { ...body, ...inner }
}

/** The only place where an answer becomes an error. */
export function answerError(answer: Answer, context: AnswerContext): UsageError {
  const body = bodyOf(answer)
  const { code, fix } = kindOf(answer, body, context)
  return new UsageError(code, `HubSpot refused ${context.asked}: ${told(answer, body)}`, fix, {
    hubspot: hubspotAnswer(answer, body),
  })
}

function kindOf(answer: Answer, body: ErrorBody, context: AnswerContext): { code: ErrorCode; fix: string } {
  if (answer.status === 401) return { code: 'hubspot_unauthorized', fix: context.tokenFix }
  if (answer.status === 429) return tooMany(answer, body, context)
  if (answer.status === 403) return { code: 'hubspot_forbidden', fix: scopeFix(body) }
  if (answer.status === 477)
    return {
      code: 'hubspot_migrating',
      fix: `The account is moving between data centres. Try again ${when(answer, context.now, 'later')}.`,
    }
  if (answer.status === 423) return { code: 'hubspot_locked', fix: `Try again ${when(answer, context.now)}.` }
  if (answer.status >= 300 && answer.status < 400) return REDIRECT
  if (answer.status >= 500) return { code: 'hubspot_unavailable', fix: `Try again ${when(answer, context.now)}.` }
  return BY_STATUS.get(answer.status) ?? BAD_REQUEST
}

const BAD_REQUEST = {
  code: 'hubspot_bad_request',
  fix: 'Correct what HubSpot names, then call again.',
} as const

const REDIRECT = {
  code: 'hubspot_redirect',
  fix: 'Redirects are never followed. Set HUBSPOT_BASE_URL to the address of the API itself.',
} as const

const BY_STATUS = new Map<number, { code: ErrorCode; fix: string }>([
  [404, { code: 'hubspot_not_found', fix: 'Check the id; for a whole missing path check HUBSPOT_BASE_URL.' }],
  [409, { code: 'hubspot_conflict', fix: 'Read what is there now, then decide.' }],
  [413, { code: 'hubspot_bad_request', fix: 'Send less at once: HubSpot accepts up to 512 MB a file.' }],
  [437, { code: 'hubspot_bad_request', fix: 'A limit of the account is reached: remove something that is not used.' }],
])

function tooMany(answer: Answer, body: ErrorBody, context: AnswerContext): { code: ErrorCode; fix: string } {
  const kind = limitKind(answer, context.importStart)
  if (kind === 'daily') {
    return {
      code: 'hubspot_daily_limit',
      fix: 'The daily limit is used up. Call again after midnight of the time zone of the HubSpot account.',
    }
  }
  if (kind === 'import') {
    return {
      code: 'hubspot_import_limit',
      fix: 'Limits: 1,048,576 rows and 512 MB a file, 80,000,000 rows a rolling day. Split the file or wait.',
    }
  }
  const policy = body.policyName === undefined ? '' : ` (${safeText(body.policyName, 60)})`
  return { code: 'hubspot_rate_limited', fix: `Too many calls${policy}. Try again ${when(answer, context.now)}.` }
}

/**
 * Two different things answer 429: too many calls, and an import that is too large. The body of the second is not
 * documented, so a 429 of a started import that has no mark of the first is taken as the second.
 */
export function limitKind(answer: Answer, importStart: boolean): 'rolling' | 'secondly' | 'daily' | 'import' {
  const body = bodyOf(answer)
  const words = `${body.policyName ?? ''} ${body.message ?? ''}`.toLowerCase()
  if (/\bdaily\b/.test(words) && !/row/.test(words)) return 'daily'
  if (/ten_secondly|rolling/.test(words)) return 'rolling'
  if (/secondly/.test(words)) return 'secondly'
  const callLimit = body.errorType === 'RATE_LIMIT' || /^RATE_LIMIT/.test(body.category ?? '')
  return importStart && !callLimit ? 'import' : 'rolling'
}

function when(answer: Answer, now: number, otherwise = 'in a few seconds'): string {
  const wait = retryAfterMs(answer, now)
  if (wait === undefined) return otherwise
  return `after ${new Date(now + wait).toISOString()} (in ${Math.ceil(wait / 1000)} s)`
}

function scopeFix(body: ErrorBody): string {
  const scopes = missingScopes(body)
  if (scopes.length === 0) return 'Give the app or token the right for this; check_connection lists what it may do.'
  return `Give the app or token one of these scopes: ${scopes.join(', ')}. Then try check_connection.`
}

function missingScopes(body: ErrorBody): string[] {
  const contexts = [body.context, ...(body.errors ?? []).map((error) => error.context)]
  const named = contexts.flatMap((context) => Object.entries(context ?? {})).filter(([name]) => /scope/i.test(name))
  const scopes = named.flatMap(([, value]) => z.array(z.string()).safeParse(value).data ?? [])
  return [...new Set(scopes)].slice(0, 20).map((scope) => safeText(scope, 80))
}

function told(answer: Answer, body: ErrorBody): string {
  const inner = (body.errors ?? []).flatMap((error) => error.message ?? []).slice(0, 3)
  const texts = [body.message, ...inner.filter((text) => text !== body.message)].filter((text) => text !== undefined)
  if (texts.length > 0) return `${answer.status}, ${texts.map((text) => safeText(text, 300)).join(' / ')}`
  const kind = answer.headers['content-type']?.split(';')[0] ?? 'no content'
  return `${answer.status}, with ${safeText(kind, 60)} instead of HubSpot's error.`
}

export function hubspotAnswer(answer: Answer, body: ErrorBody = {}): HubSpotAnswer {
  const correlationId = body.correlationId ?? body.requestId ?? answer.headers['x-hubspot-correlation-id']
  const category = body.category ?? body.errorType
  return {
    status: answer.status,
    ...(category === undefined ? {} : { category: safeText(category, 80) }),
    ...(body.subCategory === undefined ? {} : { subCategory: safeText(body.subCategory, 120) }),
    ...(correlationId === undefined ? {} : { correlationId: safeText(correlationId, 80) }),
  }
}
