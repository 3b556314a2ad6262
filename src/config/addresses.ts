import { readFrom } from './setting.ts'

/** Whether only programs of the same machine can reach the address. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Origin of HubSpot's API: https anywhere, http only on loopback, nothing after the host. */
export function baseUrl() {
  const must = 'must be https://host, or http://localhost:port for a local server, without a path'
  return readFrom(must, (text) => {
    const url = parseUrl(text)
    return url !== undefined && isBaseUrl(url) ? url.origin : undefined
  })
}

function isBaseUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** An identifier, compared as text: it is kept as it was written. */
export function issuerUrl() {
  return readFrom('must be https://host (http only on loopback), without query and user', (text) =>
    isOwnAddress(text) ? text : undefined,
  )
}

/** As issuerUrl(): tokens are compared with it as text. */
export const resourceUrl = issuerUrl

/** Without a slash at the end. */
export function publicUrl() {
  return readFrom('must be http(s)://host, without query and user', (text) =>
    isOwnAddress(text, /^https?:$/) ? text.replace(/\/+$/, '') : undefined,
  )
}

function isOwnAddress(text: string, protocol = /^https:$/): boolean {
  const url = parseUrl(text)
  if (url === undefined || url.username !== '' || url.password !== '' || /[?#]/.test(text)) return false
  return protocol.test(url.protocol) || (url.protocol === 'http:' && isLoopback(url.hostname))
}

export function proxyUrl() {
  return readFrom('must be http://host:port', (text) => {
    const url = parseUrl(text)
    return url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' ? text : undefined
  })
}

export function originUrl() {
  return readFrom('must be an origin such as https://example.org', (text) => {
    const url = parseUrl(text)
    return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text ? text : undefined
  })
}

const HOST_NAME = /^(\[[0-9a-fA-F:]+\]|[0-9a-fA-F:]*::[0-9a-fA-F:]*|[A-Za-z0-9.-]{1,253})$/

export function hostName() {
  return readFrom('must be a host name or address', (text) => (HOST_NAME.test(text) ? text : undefined))
}

/** Headers this program writes itself cannot be set. */
const OWN_HEADERS = [
  'authorization',
  'private-app-legacy',
  'host',
  'content-length',
  'content-type',
  'cookie',
  'transfer-encoding',
  'connection',
]

/** Name in small letters, and value. */
export function extraHeader() {
  return readFrom(`must be Name: value, and not ${OWN_HEADERS.join(', ')}`, (text) => {
    const [, name = '', value = ''] = /^([A-Za-z0-9-]{1,64}):([\t\x20-\x7e]{1,1024})$/.exec(text) ?? []
    const lower = name.toLowerCase()
    return lower === '' || OWN_HEADERS.includes(lower) ? undefined : ([lower, value.trim()] as const)
  })
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
