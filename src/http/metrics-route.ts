import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authentication } from './auth/authentication.ts'
import type { Prometheus } from './prometheus.ts'
import { sendAnswer } from './web-answer.ts'

/**
 * How much is imported is not everybody's business: with authentication it needs the scope imports:read; without, the
 * collector has to be on this machine, and not behind a proxy that says it speaks for somebody else.
 */
export async function answerMetrics(
  req: IncomingMessage,
  res: ServerResponse,
  metrics: Prometheus,
  authentication: Authentication,
): Promise<void> {
  const caller = await authentication.identify(req.headers.authorization)
  if (caller instanceof Response) return sendAnswer(res, caller)
  const { principal } = caller
  if (principal?.scopes.includes('imports:read') === false) {
    return sendAnswer(res, authentication.refuseScope('imports:read', 'Reading metrics', caller))
  }
  if (principal === undefined && !isFromHere(req)) {
    const refusal = { 'content-type': 'text/plain' }
    res.writeHead(403, refusal).end('Metrics are read from the same machine only.')
    return
  }
  const body = await metrics.text()
  res.writeHead(200, { 'content-type': metrics.contentType }).end(body)
}

const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/

/** What a proxy adds, if it adds anything. */
const OF_PROXIES = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']

const isFromHere = ({ socket, headers }: IncomingMessage): boolean =>
  LOOPBACK.test(socket.remoteAddress ?? '') && OF_PROXIES.every((name) => headers[name] === undefined)
