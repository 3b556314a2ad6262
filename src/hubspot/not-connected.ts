/**
 * No connection came about, so nothing of the request can have left. undici gives up at once on an error that is
 * neither its own nor a certificate's of another name, and would try some of those again without end.
 */
export class NotConnected extends Error {
  readonly code = 'ERR_NOT_CONNECTED'
  /** host:port of the proxy, if it is the one that could not be reached or refused. */
  readonly proxy: string | undefined

  constructor(cause: unknown, proxy?: string) {
    super('not connected', { cause })
    this.proxy = proxy
  }
}

/** What a proxy answered to CONNECT instead of 200. */
export class ProxyRefused extends Error {
  readonly code: string

  constructor(status: number) {
    super('the proxy refused')
    this.code = `PROXY_${status}`
  }
}
