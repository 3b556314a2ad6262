import { UsageError } from '../errors.ts'
import { cancelled } from './abort.ts'

/**
 * Waits for one of the places; give it back by calling the result. `onWait` is called where none is free.
 * @throws UsageError busy, cancelled
 */
export type Places = (signal?: AbortSignal, onWait?: () => void) => Promise<() => void>

/** So many at once, and the others in the order in which they came; beyond `maxWaiting` of them nobody waits. */
export function createPlaces(atOnce: number, maxWaiting: number): Places {
  const waiting: (() => void)[] = []
  let free = atOnce
  return async (signal, onWait) => {
    if (signal?.aborted === true) throw cancelled()
    if (free > 0) free -= 1
    else if (waiting.length >= maxWaiting) throw tooManyWaiting(maxWaiting)
    else {
      onWait?.()
      await queued(waiting, signal)
    }
    return once(() => {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    })
  }
}

function queued(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1)
      reject(cancelled())
    }
    waiting.push(enter)
    signal?.addEventListener('abort', leave, { once: true })
  })
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}

const tooManyWaiting = (count: number) =>
  new UsageError('busy', `${count} calls to HubSpot are waiting already.`, 'Wait for some of them, then call again.')
