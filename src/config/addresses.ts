import { headerProblem, OWN_HEADERS } from '../hubspot/header-check.ts'
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

/** The address of a proxy as it was written, or undefined. */
export function proxyAddress(text: string): string | undefined {
  const url = parseUrl(text)
  const bare = url !== undefined && url.pathname === '/' && url.search === '' && url.hash === ''
  return bare && /^https?:$/.test(url.protocol) ? text : undefined
}

export function proxyUrl(direct: string) {
  return readFrom(`must be http://host:port, or "${direct}" for none`, (text) =>
    text === direct ? text : proxyAddress(text),
  )
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

/** Name in small letters, and value. */
export function extraHeader() {
  return readFrom(`must be Name: value, and not ${OWN_HEADERS.join(', ')}`, (text) => {
    const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(text) ?? []
    const header = [name.toLowerCase(), value.trim()] as const
    return headerProblem(...header) === undefined ? header : undefined
  })
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
