import { UsageError } from '../errors.ts'

/**
 * Rejects as soon as the signal is aborted; the work itself goes on for others who wait for it. Under a signal that is
 * aborted already it does not begin: its failure would be nobody's.
 */
export async function orAborted<T>(begin: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal?.aborted === true) throw cancelled()
  const work = begin()
  if (signal === undefined) return await work
  const stopped = new AbortController()
  const abortion = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()), { once: true, signal: stopped.signal })
  })
  try {
    return await Promise.race([work, abortion])
  } finally {
    stopped.abort()
  }
}

/** Runs work under a signal that fires with the caller's or after `ms`, and leaves no timer or listener behind. */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const done = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DeadlinePassed(ms)), ms)
  signal?.addEventListener('abort', () => deadline.abort(cancelled()), { once: true, signal: done.signal })
  try {
    if (signal?.aborted === true) throw cancelled()
    return await work(deadline.signal)
  } finally {
    clearTimeout(timer)
    done.abort()
  }
}

export interface Follower {
  signal: AbortSignal
  leave(): void
}

/** Fires with a signal that lives for long, on which AbortSignal.any() leaves a reference for every use (Node 20). */
export function follow(signal: AbortSignal): Follower {
  const own = new AbortController()
  const abort = () => own.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return { signal: own.signal, leave: () => signal.removeEventListener('abort', abort) }
}

export class DeadlinePassed extends Error {
  readonly ms: number
  constructor(ms: number) {
    super(`nothing complete within ${ms} ms`)
    this.ms = ms
  }
}

export const cancelled = (): UsageError =>
  new UsageError('cancelled', 'The call was cancelled before HubSpot answered.', 'Call again when you want it done.')
