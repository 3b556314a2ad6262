import type { ServerContext } from '@modelcontextprotocol/server'
import type { Clock } from '../clock.ts'
import { safeText } from '../safe-text.ts'
import type { Progress } from '../tools/tool.ts'

/** Between two notifications. */
const INTERVAL_MS = 250
/** Clients lose a notification that arrives together with the result. */
const BEFORE_RESULT_MS = 30
/** Whoever waits hears something at least every five seconds, whatever hangs. */
const AGAIN_MS = 4_500

export interface ProgressReporter {
  report: (progress: Progress) => void
  /** Ends the reports, and waits until the result can follow the last notification. */
  settled: () => Promise<void>
}

/**
 * Of a client of 2025 a call runs again, as the same request, when a person has answered its question: what it tells then
 * has to be more than what it told before.
 */
export function createProgressReporters(clock: Clock): (ctx: ServerContext) => ProgressReporter {
  const toldBefore = new WeakMap<AbortSignal, number>()
  return ({ mcpReq }) => {
    const before = toldBefore.get(mcpReq.signal) ?? 0
    const onTold = (progress: number) => toldBefore.set(mcpReq.signal, progress)
    return progressReporter(mcpReq, { clock, before, onTold })
  }
}

interface Telling {
  clock: Clock
  /** What every number begins at. */
  before: number
  onTold: (progress: number) => void
}

/**
 * Sends what rises, not too often, and only to a client that asked for it: of what comes too soon the latest is sent when
 * its time has come, because it may be why nothing follows. When the tool has nothing new to tell for a
 * while, the last report is sent again, with the seconds that have passed added: a number that does not rise is not
 * allowed, and clients end calls that they hear nothing of.
 */
function progressReporter(mcpReq: ServerContext['mcpReq'], { clock, before, onTold }: Telling): ProgressReporter {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return { report: () => undefined, settled: async () => undefined }
  const ended = new AbortController()
  let toldAt = clock.now()
  let last: Progress | undefined
  let held: Progress | undefined
  let sending = Promise.resolve()
  const lowest = before > 0 ? 0 : Number.NEGATIVE_INFINITY
  const send = ({ progress, total, message }: Progress): void => {
    last = { progress, total, message }
    held = undefined
    toldAt = clock.now()
    onTold(before + progress)
    const bounded = total !== undefined && progress <= total && { total: before + total }
    const params = { progressToken, progress: before + progress, message: safeText(message), ...bounded }
    // A client that is gone does not need progress; the call itself notices through its signal.
    sending = mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
  const signal = AbortSignal.any([ended.signal, mcpReq.signal])
  const rises = ({ progress }: Progress) => progress > (last?.progress ?? lowest)
  const silentMs = () => clock.now() - toldAt
  let sooner = new AbortController()
  /** One wait for both: until what is held may be told, or until it is silent for too long. */
  const tellInTime = async (): Promise<void> => {
    while (!signal.aborted) {
      const left = (held === undefined ? AGAIN_MS : INTERVAL_MS) - silentMs()
      if (left > 0) await clock.sleep(left, AbortSignal.any([signal, sooner.signal])).catch(() => undefined)
      else if (held === undefined) send(again(last, silentMs()))
      else send(held)
    }
  }
  void tellInTime()
  return {
    report(progress) {
      if (signal.aborted || !rises(progress)) return
      if (last === undefined || silentMs() >= INTERVAL_MS) return send(progress)
      held = progress
      sooner.abort()
      sooner = new AbortController()
    },
    async settled() {
      ended.abort()
      await sending
      const left = last === undefined ? 0 : toldAt + BEFORE_RESULT_MS - clock.now()
      if (left > 0) await clock.sleep(left)
    },
  }
}

function again(last: Progress | undefined, silentMs: number): Progress {
  return { message: 'Working', ...last, progress: (last?.progress ?? 0) + silentMs / 1000 }
}
