import type { Clock } from '../clock.ts'
import type { Measure, StatusClass } from '../measure.ts'
import type { Answer } from './answer.ts'
import type { Connection } from './connection.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** The same connection; every request that leaves is counted. */
export function measuredConnection(connection: Connection, clock: Clock, measure: Measure): Connection {
  const measured = async (work: () => Promise<Answer>) => {
    const startedAt = clock.now()
    let status: StatusClass = 'none'
    try {
      const answer = await work()
      status = classOf(answer.status)
      return answer
    } finally {
      measure({ what: 'hubspot request', status, seconds: (clock.now() - startedAt) / 1000 })
    }
  }
  return {
    ...connection,
    send: (request) => measured(() => connection.send(request)),
    upload: (upload) => measured(() => connection.upload(upload)),
  }
}

const CLASSES: readonly StatusClass[] = ['none', '1xx', '2xx', '3xx', '4xx', '5xx']

const classOf = (status: number): StatusClass => CLASSES[Math.floor(status / 100)] ?? 'none'

/** The same limiter; what it makes others wait is measured. */
export function measuredLimiter(limiter: RateLimiter, clock: Clock, measure: Measure): RateLimiter {
  const measured = async <T>(wait: () => Promise<T>) => {
    const startedAt = clock.now()
    try {
      return await wait()
    } finally {
      measure({ what: 'hubspot wait', seconds: (clock.now() - startedAt) / 1000 })
    }
  }
  return {
    ...limiter,
    turn: (signal) => measured(() => limiter.turn(signal)),
    place: (signal) => measured(() => limiter.place(signal)),
    rest: (ms, signal) => measured(() => limiter.rest(ms, signal)),
  }
}
