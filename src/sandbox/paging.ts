import { badRequest } from './refusal.ts'
import type { SandboxRequest } from './route.ts'

export interface Paging {
  next: { link: string; after: string }
}

/** @throws Refusal 400 */
export function limitOf(query: URLSearchParams, standard: number, maximum = 100): number {
  const text = query.get('limit') ?? ''
  if (text === '') return standard
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= maximum) return limit
  throw badRequest(`Invalid value for limit: ${text.slice(0, 50)}. It must be between 1 and ${maximum}.`)
}

/** Base64, percent-encoded inside the JSON already, as the live service was recorded. */
export const cursorOf = (text: string): string => encodeURIComponent(Buffer.from(text).toString('base64'))

/**
 * The text of a cursor that came in a query, where it was decoded once. undefined: no cursor. Only what cursorOf() writes
 * is one: base64 is read past characters it does not have, so one that was encoded twice would name another place.
 */
export function cursorText(query: URLSearchParams, pattern: RegExp, name = 'after'): string | undefined {
  const cursor = query.get(name) ?? ''
  if (cursor === '') return undefined
  const text = Buffer.from(cursor, 'base64').toString('utf8')
  if (pattern.test(text) && cursorOf(text) === encodeURIComponent(cursor)) return text
  throw badRequest(`Invalid value for ${name}: ${cursor.slice(0, 100)}`)
}

/** The link repeats the query with the next cursor; on the last page there is no `paging` key at all. */
export function pagingOf(request: SandboxRequest, baseUrl: string, after: string | undefined): { paging?: Paging } {
  if (after === undefined) return {}
  const others = [...request.query].filter(([name]) => name !== 'after' && name !== 'before')
  const query = [
    ...others.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    `after=${after}`,
  ]
  return { paging: { next: { link: `${baseUrl}${request.path}?${query.join('&')}`, after } } }
}
