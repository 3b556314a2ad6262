import { z } from 'zod'

/** Whether only programs of the same machine can reach the address. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Origin of HubSpot's API: https anywhere, http only on loopback, nothing after the host. */
export function baseUrl() {
  const message = 'must be https://host, or http://localhost:port for a local server, without a path'
  return z
    .string()
    .refine((text) => isBaseUrl(parseUrl(text)), message)
    .transform((text) => new URL(text).origin)
}

function isBaseUrl(url: URL | undefined): boolean {
  if (url === undefined || url.username !== '' || url.password !== '') return false
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

export function proxyUrl() {
  return z.string().refine((text) => {
    const url = parseUrl(text)
    return url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.pathname === '/'
  }, 'must be http://host:port')
}

export function originUrl() {
  return z.string().refine((text) => {
    const url = parseUrl(text)
    return url !== undefined && url.origin === text && url.protocol.startsWith('http')
  }, 'must be an origin such as https://example.org')
}

export function hostName() {
  return z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[0-9a-fA-F:]*::[0-9a-fA-F:]*|[A-Za-z0-9.-]{1,253})$/, 'must be a host name or address')
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

export function extraHeader() {
  return z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}:[\t\x20-\x7e]{1,1024}$/, 'must be Name: value')
    .transform(
      (text) => [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()] as const,
    )
    .refine(([name]) => !OWN_HEADERS.includes(name), `cannot be one of ${OWN_HEADERS.join(', ')}`)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
