import type { Clock } from '../../clock.ts'
import { UsageError } from '../../errors.ts'
import type { HubSpot } from '../../hubspot/hubspot.ts'
import type { ImportRequest } from '../../hubspot/import-request.ts'
import type { Places } from '../../hubspot/places.ts'
import type { Journal } from '../journal.ts'
import { reconcileUntilSettled } from '../reconcile.ts'
import type { Start } from '../recorded-start.ts'
import { sendUpload } from '../send-upload.ts'
import { settle, startsNow } from '../starts-of-plan.ts'
import { closeAll, type PlanUpload } from './plan-upload.ts'
import { iso, nextMidnight, turnOfPart, type Waiting } from './turn.ts'

/** How far the sending of a plan is; written by sendParts() alone. */
export interface Sending {
  /** One for each part. */
  starts: Start[]
  sentBytes: number
  totalBytes: number
  /** The last byte of the part that is being sent may have left: nothing stops it any more. */
  armed: boolean
  /** Its answer was lost; HubSpot's list is being looked at, or was looked at in vain and the sending is about to end. */
  unknown: boolean
  waiting: Waiting | null
}

export interface SendPartsOptions {
  upload: PlanUpload
  request: ImportRequest
  hubspot: HubSpot
  journal: Journal
  clock: Clock
  /** Of the uploads of the account. */
  places: Places
  rowsPerDay: number
  /** Of the account: its days end by it. */
  timeZone?: string
  /** @throws UsageError cancelled: another process was asked for its end */
  mustNotBeStopped: () => Promise<void>
  /** Ends the sending: before the last byte of a part has left, or between two parts. */
  signal: AbortSignal
  /** Ends also the search for an import whose answer was lost. */
  giveUp: AbortSignal
  onBytes?: (sent: number, total: number) => void
  onWait?: (waiting: Waiting) => void
}

/** How long another process is waited for that sends the same part. */
export const OTHER_WAIT_MS = 20_000

/**
 * Sends what is not started yet, one part after the other. It ends at the first part whose outcome stays unknown; a part
 * that was unknown before is left alone. Tells whether anything was sent.
 * @throws UsageError with outcome not_started, or partial where other parts were started
 */
export async function sendParts(sending: Sending, options: SendPartsOptions): Promise<boolean> {
  const left = sending.starts.flatMap((start, index) => (isSettled(start) ? [] : [index]))
  let hasSent = false
  for (const index of left) {
    const sent = await sendInTime(sending, index, options).catch(async (error: unknown) => {
      if (await isOfOther(sending, index, error, options)) return false
      throw told(error, await startsNow(sending.starts, options.journal).catch(() => sending.starts), index)
    })
    hasSent ||= sent
    if (sending.starts[index]?.state !== 'started') break
  }
  return hasSent
}

const isSettled = ({ state }: Start): boolean => state === 'started' || state === 'armed'

const isUnknown = (start: Start | undefined): boolean => start?.state === 'armed'

/** Where parts were started already, the next day is waited for. */
async function sendInTime(sending: Sending, index: number, options: SendPartsOptions): Promise<boolean> {
  for (;;) {
    try {
      return await sendPart(sending, index, options)
    } catch (error) {
      const isDaily = error instanceof UsageError && error.code === 'hubspot_daily_limit'
      if (!isDaily || !sending.starts.some(({ state }) => state === 'started')) throw error
      const { clock, timeZone, signal } = options
      const until = nextMidnight(clock.now(), timeZone)
      tellWait(sending, { why: 'the calls HubSpot allows in a day are used up', until: iso(until) }, options)
      await clock.sleep(until - clock.now(), signal)
    }
  }
}

async function sendPart(sending: Sending, index: number, options: SendPartsOptions): Promise<boolean> {
  const leave = await openPlace(sending, index, options)
  try {
    const start = await openTurn(sending, index, { ...options, leave })
    return start === undefined ? false : await sendStart(sending, { start, index }, { ...options, leave })
  } finally {
    leave()
  }
}

/** Nobody holds a place while something else is waited for: the rows of a day, an import that is looked for. */
interface InPlace extends SendPartsOptions {
  leave: () => void
}

async function sendStart(
  sending: Sending,
  { start, index }: { start: Start; index: number },
  options: InPlace,
): Promise<true> {
  const { upload, hubspot, journal, clock, request, mustNotBeStopped, giveUp, leave } = options
  const files = await upload.prepare(index)
  const before = sending.sentBytes
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const ended = new AbortController()
  const send = sendUpload(
    {
      start,
      request: { ...request, name: start.importName },
      files,
      signal: untilArmed(sending, options.signal, ended.signal),
      onBytes(sent) {
        sending.sentBytes = before + Math.min(sent, bytes)
        options.onBytes?.(sending.sentBytes, sending.totalBytes)
      },
      mustNotBeStopped,
      onArmed() {
        sending.armed = true
      },
    },
    { hubspot, journal, clock },
  )
  try {
    const sent = await send.finally(() => closeAll(files))
    sending.starts[index] = sent
    if (sent.state !== 'armed') return true
    sending.unknown = true
    leave()
    sending.starts[index] = await reconcileUntilSettled(sent, { hubspot, journal, clock, signal: giveUp })
    return true
  } catch (error) {
    sending.sentBytes = before
    throw error
  } finally {
    ended.abort()
    Object.assign(sending, { armed: false, unknown: isUnknown(sending.starts[index]) })
  }
}

function tellWait(sending: Sending, waiting: Waiting | null, { onWait }: SendPartsOptions): void {
  sending.waiting = waiting
  if (waiting !== null) onWait?.(waiting)
}

async function openPlace(sending: Sending, index: number, options: SendPartsOptions): Promise<() => void> {
  const { places, signal } = options
  const onWait = (waiting: Waiting | null) => tellWait(sending, waiting, options)
  const planned = sending.starts[index]
  if (planned !== undefined && planned.part.of > 1) await turnOfPart(planned, { ...options, onWait })
  try {
    return await places(signal, () => onWait({ why: 'other files are being sent to this account', until: null }))
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    onWait(null)
  }
}

/** undefined: another process has sent it. */
async function openTurn(sending: Sending, index: number, options: InPlace): Promise<Start | undefined> {
  const planned = sending.starts[index]
  if (planned === undefined) return undefined
  options.signal.throwIfAborted()
  const start = (await options.journal.find(planned.contentKey)) ?? planned
  if (!isSettled(start)) {
    await options.mustNotBeStopped()
    return start
  }
  options.leave()
  sending.starts[index] = await startOfOther(sending, start, options)
  return undefined
}

/**
 * Whatever failed here: where another process has armed the part meanwhile, its state is what became of the part. Where
 * the journal cannot be read, what failed is told.
 */
async function isOfOther(sending: Sending, index: number, error: unknown, options: SendPartsOptions): Promise<boolean> {
  const planned = sending.starts[index]
  if (planned === undefined) return false
  const now = await options.journal.find(planned.contentKey).catch(() => undefined)
  const isLocked = error instanceof UsageError && error.code === 'lock_held'
  if (now === undefined || !(isLocked || isSettled(now))) return false
  sending.starts[index] = options.signal.aborted ? now : await startOfOther(sending, now, options)
  return true
}

const LOOK_MS = 250

/** Another process armed the same content first: its answer is this one's answer, and where none comes HubSpot's list. */
async function startOfOther(sending: Sending, planned: Start, options: SendPartsOptions): Promise<Start> {
  const { hubspot, journal, clock, signal } = options
  const find = async () => (await journal.find(planned.contentKey)) ?? planned
  sending.unknown = true
  let start = await find()
  for (let waited = 0; start.state === 'armed' && waited < OTHER_WAIT_MS; waited += LOOK_MS) {
    await clock.sleep(LOOK_MS, signal)
    start = await find()
  }
  const settled = await settle(start, { connect: async () => hubspot, journal }, signal)
  sending.unknown = isUnknown(settled)
  return settled
}

/** Ends with the sending as long as the last byte cannot have left. */
function untilArmed(sending: Sending, end: AbortSignal, ended: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = () => {
    if (!sending.armed) controller.abort()
  }
  end.addEventListener('abort', abort, { signal: ended })
  if (end.aborted) abort()
  return controller.signal
}

/** An error of a later part, told with what it means for the whole plan. */
function told(error: unknown, starts: readonly Start[], index: number): unknown {
  const part = starts[index]?.part
  if (!(error instanceof UsageError) || part === undefined || part.of === 1) return error
  const { code, message, fix, hubspot, line, cause } = error
  const isSome = starts.some(isSettled)
  const isUnknown = error.outcome === 'unknown'
  const notUnknown = isSome ? 'partial' : 'not_started'
  return new UsageError(
    code,
    `Part ${part.number} of ${part.of} ${isUnknown ? 'may have been started' : 'was not started'}: ${message}`,
    `${fix} Then call start_import with the same planId: it goes on with this part, and sends none a second time.`,
    { outcome: isUnknown ? 'unknown' : notUnknown, hubspot, line, cause },
  )
}
