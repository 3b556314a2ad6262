import { UsageError } from '../errors.ts'

/**
 * Headers that decide who calls, whom, how long a body is, in which form the answer comes, or what the method really
 * is (a read could become a write) are never the caller's.
 */
export const OWN_HEADERS: readonly string[] = [
  ...['authorization', 'private-app-legacy', 'cookie', 'proxy-authorization'],
  ...['host', 'connection', 'keep-alive', 'proxy-connection', 'upgrade', 'http2-settings', 'expect', 'te', 'trailer'],
  ...['content-length', 'content-type', 'content-encoding', 'transfer-encoding'],
  ...['accept', 'accept-encoding', 'range', 'if-range', 'if-match', 'if-none-match'],
  ...['if-modified-since', 'if-unmodified-since'],
  ...['x-http-method', 'x-http-method-override', 'x-method-override'],
]

/** Why this header cannot be set; the name is in small letters. */
export function headerProblem(name: string, value: string): string | undefined {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name) || OWN_HEADERS.includes(name)) return 'cannot be set'
  return /^[\x20-\x7e\t]{0,4000}$/.test(value) ? undefined : 'has a value that is not plain text'
}

/** @throws UsageError invalid_arguments */
export function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  for (const [name, value] of pairs) {
    const why = headerProblem(name, value)
    if (why !== undefined) throw badHeader(name, why)
  }
  return Object.fromEntries(pairs)
}

const badHeader = (name: string, why: string) =>
  new UsageError(
    'invalid_arguments',
    `The extra header ${JSON.stringify(name.slice(0, 60))} ${why}.`,
    'Remove it from HUBSPOT_IMPORT_HEADERS.',
  )
