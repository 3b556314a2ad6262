import { UsageError } from '../errors.ts'
import { proxyAddress } from './addresses.ts'

/** The settings that lead to it, whatever the address. */
export interface Proxies {
  proxy?: string | undefined
  httpsProxy?: string | undefined
  httpProxy?: string | undefined
  noProxy?: string | undefined
}

export interface ProxySettings extends Proxies {
  baseUrl: string
}

/**
 * The proxy on the way to HubSpot, or none. The usual variables are read as other programs read them: HTTPS_PROXY,
 * else HTTP_PROXY, and not for hosts in NO_PROXY; the one of this program goes before them.
 * @throws UsageError invalid_arguments, without the value: it can hold a password.
 */
export function proxyOf({ proxy, httpsProxy, httpProxy, noProxy, baseUrl }: ProxySettings): string | undefined {
  const base = new URL(baseUrl)
  // http is for loopback only, and is reached directly.
  if (base.protocol === 'http:' || proxy === DIRECT) return undefined
  if (proxy !== undefined) return proxy
  if (isExcepted(base, noProxy ?? '')) return undefined
  const name = httpsProxy === undefined ? 'HTTP_PROXY' : 'HTTPS_PROXY'
  const text = httpsProxy ?? httpProxy
  return text === undefined ? undefined : fromEnvironment(name, text)
}

export const DIRECT = 'direct'

function fromEnvironment(name: string, text: string): string {
  const address = proxyAddress(text.includes('://') ? text : `http://${text}`)
  if (address !== undefined) return address
  throw new UsageError(
    'invalid_arguments',
    `${name} must be http://host:port.`,
    `Correct it, or set HUBSPOT_IMPORT_PROXY to the proxy for this program, or to "${DIRECT}" for none.`,
  )
}

/** Names stand for their subdomains too, with or without a dot or "*." before them; a port narrows, "*" is all. */
function isExcepted(base: URL, noProxy: string): boolean {
  const port = base.port === '' ? '443' : base.port
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      if (entry === '*') return true
      const [, name = '', only = port] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry) ?? []
      return name !== '' && only === port && (base.hostname === name || base.hostname.endsWith(`.${name}`))
    })
}
