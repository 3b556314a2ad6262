import type { IncomingMessage, ServerResponse } from 'node:http'

/** How long a client may take to send a request; past that its connection is answered with 408 and closed. */
export interface RequestTimes {
  /** From the first byte of a connection, or of a next request on it, to the end of the headers. */
  headersMs: number
  /** From there to the end of the body; a file that is sent has its own times. */
  bodyMs: number
  /** The whole request: the longest upload. */
  requestMs: number
  /** Between two looks at all connections: headers are cut at `headersMs` + `lookMs` at the latest. */
  lookMs: number
}

export const REQUEST_TIMES: RequestTimes = { headersMs: 10_000, bodyMs: 30_000, requestMs: 60 * 60_000, lookMs: 5000 }

/**
 * A message is at most 4 MiB: a client that sends it for half a minute holds a connection on purpose. Also one that was
 * answered before its end.
 */
export function endSlowBody(req: IncomingMessage, res: ServerResponse, ms: number): void {
  const timer = setTimeout(() => {
    if (req.complete) return
    if (!res.headersSent) res.writeHead(408, { connection: 'close' }).end()
    req.destroy()
  }, ms)
  timer.unref()
  req.on('close', () => clearTimeout(timer))
}
