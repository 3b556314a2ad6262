import { UsageError } from '../errors.ts'
import { cancelled } from './abort.ts'
import { type Answer, withoutSecrets } from './answer.ts'
import { answerError } from './answer-error.ts'
import type { Api, Attempt } from './api.ts'
import type { HttpRequest } from './connection.ts'
import { checkedHeaders } from './header-check.ts'
import type { CallOptions } from './hubspot.ts'
import { explainNetworkError, type Phase } from './network-error.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { type Attempts, nextStep, readTimeLeft } from './repetition.ts'
import type { HubSpotSettings } from './settings.ts'

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  json?: unknown
  form?: Readonly<Record<string, string>>
  /** Whether sending it twice does no harm. Default: GET. */
  isRead?: boolean
  /** How it is named in messages instead of its path. Needed where the path holds a token. */
  name?: string
  /** A second limit that applies too: search has its own. */
  limiter?: RateLimiter
}

/** One call: limits, token, repetition, errors. Answers only with 2xx. */
export type ApiCall = (request: ApiRequest, options?: CallOptions) => Promise<Answer>

export function createApiCall(api: Api): ApiCall {
  return async (request, options = {}) => {
    const isRead = request.isRead ?? request.method === 'GET'
    const nothing = { askedAt: undefined, sent: 0, repeated: 0, waited: 0, renewed: false }
    const attempts: Attempts = { isRead, startedAt: api.clock.now(), ...nothing }
    for (;;) {
      attempts.sent += 1
      const attempt = await once(api, request, options, attempts)
      if (attempt.kind === 'answer' && isSuccess(attempt.answer)) {
        api.budget.earn()
        return attempt.answer
      }
      // What goes wrong while deciding comes after a refusal, or is about a read.
      const step = await nextStep(api, attempts, attempt, options.signal).catch((error: unknown) => {
        throw error instanceof UsageError ? writeOutcome(error, request, 'connect') : error
      })
      if (step === 'give up') throw failure(api, request, attempt, attempts)
    }
  }
}

export const isSuccess = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300

async function once(api: Api, request: ApiRequest, options: CallOptions, attempts: Attempts): Promise<Attempt> {
  const { signal } = options
  let phase: Phase = 'connect'
  let leave: () => void = () => undefined
  const since = api.clock.now()
  try {
    const header = await api.tokens.header(signal)
    leave = await api.limiter.place(signal)
    await api.limiter.turn(signal)
    await request.limiter?.turn(signal)
    phase = 'exchange'
    attempts.askedAt = attempts.askedAt === undefined ? api.clock.now() : attempts.askedAt + api.clock.now() - since
    const limits = attempts.isRead ? { ...options, withinMs: readTimeLeft(api, attempts) } : options
    return { kind: 'answer', answer: await exchange(api, request, header, limits), header }
  } catch (error) {
    const problem = explainNetworkError(signal?.aborted === true ? cancelled() : error, api.connection.host)
    if (phase === 'connect') return { kind: 'problem', error: problem.error, phase, passing: false }
    return { kind: 'problem', ...problem }
  } finally {
    leave()
  }
}

type LimitedOptions = CallOptions & Pick<HttpRequest, 'withinMs'>

async function exchange(
  api: Api,
  request: ApiRequest,
  header: Record<string, string>,
  options: LimitedOptions,
): Promise<Answer> {
  const startedAt = api.clock.now()
  const answer = withoutSecrets(await send(api, request, header, options), api.tokens.redact)
  const ms = api.clock.now() - startedAt
  api.log('debug', 'HubSpot answered', { asked: nameOf(request), status: answer.status, ms })
  api.limiter.learn(answer)
  return { ...answer, check: api.check }
}

async function send(
  api: Api,
  request: ApiRequest,
  header: Record<string, string>,
  { signal, headers = {}, withinMs }: LimitedOptions,
): Promise<Answer> {
  const body = bodyOf(request)
  return await api.connection.send({
    method: request.method,
    path: `${request.path}${queryOf(request)}`,
    headers: { ...commonHeaders(api.settings), ...checkedHeaders(headers), ...body.headers, ...header },
    ...(body.text === undefined ? {} : { body: body.text }),
    ...(signal === undefined ? {} : { signal }),
    ...(withinMs === undefined ? {} : { withinMs }),
  })
}

export function commonHeaders(settings: HubSpotSettings): Record<string, string> {
  const encoding = settings.compression === false ? 'identity' : 'gzip, br'
  const own = { accept: 'application/json', 'user-agent': 'hubspot-import-mcp', 'accept-encoding': encoding }
  return { ...own, ...settings.extraHeaders }
}

function bodyOf({ json, form }: ApiRequest): { text?: string; headers: Record<string, string> } {
  if (form !== undefined) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return { text: new URLSearchParams(form).toString(), headers }
  }
  if (json === undefined) return { headers: {} }
  return { text: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
}

function queryOf({ query = {} }: ApiRequest): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  if (given.length === 0) return ''
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
}

function failure(api: Api, request: ApiRequest, attempt: Attempt, attempts: Attempts): UsageError {
  const asked = nameOf(request)
  const tell = (error: UsageError) => withTries(error, attempts, api.clock.now())
  if (attempt.kind === 'answer') {
    const { clock, tokens } = api
    const context = { asked, now: clock.now(), importStart: false, tokenFix: tokens.fix }
    const error = answerError(attempt.answer, context)
    return tell(writeOutcome(error, request, isRefusal(attempt.answer) ? 'connect' : 'exchange'))
  }
  return tell(writeOutcome(attempt.error, request, attempt.phase))
}

/** A refusal means that nothing was done; after 5xx, 408 and 409 nobody knows. */
export const isRefusal = ({ status }: Answer): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 409

function writeOutcome(error: UsageError, request: ApiRequest, phase: Phase): UsageError {
  if (request.isRead ?? request.method === 'GET') return error
  if (phase === 'connect') return error.withOutcome('not_started')
  const { code, message, hubspot } = error
  return new UsageError(code, message, LOOK_FIRST, {
    outcome: 'unknown',
    ...(hubspot === undefined ? {} : { hubspot }),
  })
}

/** What to do where a write may have been carried out. */
export const LOOK_FIRST = 'It may have been done: read what is there now before you call again.'

/** Of a slow failure also how long it took in all: what it says itself is about the last try. */
function withTries(error: UsageError, { sent, startedAt }: Attempts, now: number): UsageError {
  if (sent === 1) return error
  const seconds = Math.round((now - startedAt) / 1000)
  const { code, message, fix, outcome, hubspot, cause } = error
  const tries = `(tried ${sent} times${seconds < SLOW_SECONDS ? '' : ` in ${seconds} s`})`
  return new UsageError(code, `${message} ${tries}`, fix, { outcome, hubspot, cause })
}

const SLOW_SECONDS = 10

const nameOf = (request: ApiRequest) => request.name ?? `${request.method} ${request.path}`
