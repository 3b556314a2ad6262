import { UsageError } from '../errors.ts'

/** Headers that decide who calls, whom, or how long a body is, are never the caller's. */
const OWN = new Set([
  'authorization',
  'private-app-legacy',
  'host',
  'connection',
  'cookie',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'accept-encoding',
  'expect',
  'upgrade',
])

/** @throws UsageError invalid_arguments */
export function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  for (const [name, value] of pairs) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name) || OWN.has(name)) throw badHeader(name, 'cannot be set')
    if (!/^[\x20-\x7e\t]{0,4000}$/.test(value)) throw badHeader(name, 'has a value that is not plain text')
  }
  return Object.fromEntries(pairs)
}

const badHeader = (name: string, why: string) =>
  new UsageError(
    'invalid_arguments',
    `The extra header ${JSON.stringify(name.slice(0, 60))} ${why}.`,
    'Remove it from HUBSPOT_IMPORT_HEADERS.',
  )
