import type { ServerContext } from '@modelcontextprotocol/server'
import type { Clock } from '../clock.ts'
import { safeText } from '../safe-text.ts'
import type { Progress } from '../tools/tool.ts'

/** Between two notifications. */
const INTERVAL_MS = 250
/** Clients lose a notification that arrives together with the result. */
const BEFORE_RESULT_MS = 30

export interface ProgressReporter {
  report: (progress: Progress) => void
  /** Waits until the result can follow the last notification. */
  settled: () => Promise<void>
}

/** Sends what rises, not too often, and only to a client that asked for it. */
export function progressReporter({ mcpReq }: ServerContext, clock: Clock): ProgressReporter {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return { report: () => undefined, settled: async () => undefined }
  let sentAt = Number.NEGATIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  let sending = Promise.resolve()
  return {
    report({ progress, total, message }) {
      if (progress <= last || clock.now() - sentAt < INTERVAL_MS || mcpReq.signal.aborted) return
      last = progress
      sentAt = clock.now()
      const params = { progressToken, progress, message: safeText(message), ...(total !== undefined && { total }) }
      // A client that is gone does not need progress; the call itself notices through its signal.
      sending = mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
    },
    async settled() {
      await sending
      const left = sentAt + BEFORE_RESULT_MS - clock.now()
      if (left > 0) await clock.sleep(left)
    },
  }
}
