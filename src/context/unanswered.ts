import type { Clock } from '../clock.ts'
import type { Start } from '../import/recorded-start.ts'
import type { StartStep } from '../import/witnessed-journal.ts'

/** Imports whose last byte may have left and whose answer is still on its way. */
export interface Unanswered {
  note(step: StartStep, start: Start): void
  /** Waits until there are none, at most so long; gives those that are left. */
  wait(ms: number, clock: Clock): Promise<readonly Start[]>
}

export function createUnanswered(): Unanswered {
  const starts = new Map<string, Start>()
  const none = new EventTarget()
  return {
    note(step, start) {
      if (step === 'arming') starts.set(start.contentKey, start)
      else starts.delete(start.contentKey)
      if (starts.size === 0) none.dispatchEvent(new Event('none'))
    },
    async wait(ms, clock) {
      if (starts.size === 0) return []
      const settled = new AbortController()
      none.addEventListener('none', () => settled.abort(), { once: true })
      await clock.sleep(ms, settled.signal).catch(() => undefined)
      return [...starts.values()]
    },
  }
}
