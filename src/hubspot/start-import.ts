import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { cancelled } from './abort.ts'
import { type Answer, withoutSecrets } from './answer.ts'
import { answerError, hubspotAnswer, isHubSpotForm } from './answer-error.ts'
import type { Api } from './api.ts'
import { commonHeaders, isSuccess } from './api-call.ts'
import { checkedHeaders } from './header-check.ts'
import type { CallOptions, Imports, ImportUpload } from './hubspot.ts'
import { type ImportRecord, importRecord } from './import-record.ts'
import { explainNetworkError } from './network-error.ts'
import { isPassingRefusal, passingRefusalWait } from './repetition.ts'
import { LONGEST_WAIT_MS } from './time-limits.ts'
import { createUploadBody, type Pace, type UploadBody } from './upload-body.ts'

interface Sent {
  answer: Answer
  /** Whether the closing boundary may have left before the answer came. */
  complete: boolean
  header: Record<string, string>
}

/**
 * Sends the import once. Only definite refusals are followed by a second try: 401 with a fresh token, a rolling 429
 * or 423 after waiting. The files are then opened again and beforeLastByte is called again.
 *
 * The caller's signal ends the upload until the last byte leaves; from then on the answer is waited for, because
 * giving up would leave an import nobody knows of.
 */
export function createStartImport(api: Api, path: string): Imports['start'] {
  return async (upload, options = {}) => {
    const tried = { renewed: false, waited: false }
    for (;;) {
      const sent = await sendOnce(api, path, upload, options)
      if (isSuccess(sent.answer) && sent.complete) return startedImport(api, sent.answer)
      const refused = isDefiniteRefusal(sent.answer)
      if (refused && (await mayGoAgain(api, sent, tried, options.signal))) continue
      const context = { asked: 'the import', now: api.clock.now(), importStart: true, tokenFix: api.tokens.fix }
      const error = answerError(sent.answer, context)
      throw isUnknown(sent, refused) ? unknown(error) : error.withOutcome('not_started')
    }
  }
}

/** Only these say for sure that no import began, and only when HubSpot itself says so: a proxy cannot know. */
const REFUSALS = new Set([400, 401, 403, 404, 405, 411, 413, 414, 415, 422, 423, 429, 437, 477])

const isDefiniteRefusal = (answer: Answer) => REFUSALS.has(answer.status) && isHubSpotForm(answer)

/** An early 2xx promises an import from a body that was not complete: nobody knows what that means. */
const isUnknown = ({ answer, complete }: Sent, refused: boolean) => !refused && (complete || isSuccess(answer))

async function sendOnce(api: Api, path: string, upload: ImportUpload, options: CallOptions): Promise<Sent> {
  const header = await admitted(api, options)
  const stop = new AbortController()
  const pace = stallTimer(api.settings.uploadStallMs ?? 60_000, () => stop.abort(stalled(api)))
  const body = createUploadBody(upload, pace)
  const cancel = () => {
    if (!body.lastByteLeft()) stop.abort(cancelled())
  }
  options.signal?.addEventListener('abort', cancel, { once: true })
  if (options.signal?.aborted === true) cancel()
  try {
    const headers = {
      ...commonHeaders(api.settings),
      ...checkedHeaders(options.headers ?? {}),
      ...body.headers,
      ...header,
    }
    const answer = await api.connection.upload({ path, headers, body: body.stream, signal: stop.signal })
    await body.end()
    note(api, answer)
    return { answer: withoutSecrets(answer, api.tokens.redact), complete: body.lastByteLeft(), header }
  } catch (error) {
    await body.end()
    throw broken(api, body, error)
  } finally {
    pace.paused()
    options.signal?.removeEventListener('abort', cancel)
  }
}

/** Everything that can refuse before a byte leaves. An upload takes no place: it lasts too long. */
async function admitted(api: Api, { signal }: CallOptions): Promise<Record<string, string>> {
  try {
    const header = await api.tokens.header(signal)
    await api.limiter.turn(signal)
    return header
  } catch (error) {
    throw notStarted(signal?.aborted === true ? cancelled() : error)
  }
}

function note(api: Api, answer: Answer): void {
  api.limiter.learn(answer)
  api.log('debug', 'HubSpot answered an import', { status: answer.status })
}

/** No answer came. A defect of what the caller passed in goes through as it is, unless the last byte may have left. */
function broken(api: Api, body: UploadBody, error: unknown): unknown {
  const failure = body.failure()
  if (failure !== undefined) return body.lastByteLeft() ? unknown(defect(failure)) : notStarted(failure)
  const problem = explainNetworkError(error, api.connection.host)
  return body.lastByteLeft() && problem.phase === 'exchange' ? unknown(problem.error) : notStarted(problem.error)
}

const defect = (cause: unknown) =>
  new UsageError('internal', 'The upload was ended by an error of this server after its last byte.', '', { cause })

const LOOK_FIRST = 'The import may have begun: look for it with list_imports. Do not send it again before you know.'

function unknown({ code, message, hubspot, cause }: UsageError): UsageError {
  return new UsageError(code, message, LOOK_FIRST, {
    outcome: 'unknown',
    cause,
    ...(hubspot === undefined ? {} : { hubspot }),
  })
}

function notStarted(error: unknown): unknown {
  return error instanceof UsageError ? error.withOutcome('not_started') : error
}

async function mayGoAgain(
  api: Api,
  { answer, header }: Sent,
  tried: { renewed: boolean; waited: boolean },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    if (answer.status === 401 && !tried.renewed) {
      tried.renewed = true
      return await api.tokens.renew(header, signal)
    }
    if (!isPassingRefusal(answer, true)) return false
    const wait = passingRefusalWait(answer, api.clock.now())
    if (answer.status === 429) api.limiter.empty(Math.min(wait, LONGEST_WAIT_MS))
    if (tried.waited || wait >= LONGEST_WAIT_MS) return false
    tried.waited = true
    await api.clock.sleep(wait, signal)
    return true
  } catch (error) {
    throw notStarted(signal?.aborted === true ? cancelled() : error)
  }
}

const startedId = z.looseObject({ id: z.string().regex(/^\d{1,20}$/) })

function startedImport(api: Api, answer: Answer): ImportRecord {
  const whole = importRecord.safeParse(answer.json)
  const started = startedId.safeParse(answer.json)
  if (!started.success) throw unreadableStart(answer)
  if (whole.success) return whole.data
  const now = new Date(api.clock.now()).toISOString()
  return importRecord.parse({ id: started.data.id, state: 'STARTED', createdAt: now, updatedAt: now })
}

const unreadableStart = (answer: Answer) =>
  new UsageError(
    'hubspot_bad_response',
    `HubSpot answered the import with ${answer.status} but without a readable import id.`,
    LOOK_FIRST,
    { outcome: 'unknown', hubspot: hubspotAnswer(answer) },
  )

const stalled = (api: Api) =>
  new UsageError(
    'timeout',
    `The upload to ${api.connection.host} stood still for ${(api.settings.uploadStallMs ?? 60_000) / 1000} s.`,
    'Check the network, then call start_import again; a slow line needs a higher HUBSPOT_IMPORT_UPLOAD_STALL.',
  )

function stallTimer(ms: number, stalledNow: () => void): Pace {
  let timer: NodeJS.Timeout | undefined
  return {
    moved: () => {
      timer = timer?.refresh() ?? setTimeout(stalledNow, ms)
    },
    paused: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
