import { createHash } from 'node:crypto'
import type { ImportRequest } from '../hubspot/import-request.ts'

export interface Content {
  environment: 'sandbox' | 'production'
  portalId: number
  /** Its name and those of its files do not count: the same rows under another name are the same import. */
  request: ImportRequest
  /** SHA-256 of the bytes of each file as they are sent. */
  sha256: readonly string[]
  /** 0, and one more for each repetition that somebody asked for. */
  repeat: number
  /** Parts of the same file before this one with the very same bytes: they are no repetition. */
  equalsBefore?: number
}

/** SHA-256 in hex of everything that makes an import what it is. Equal keys are one import, whoever starts it. */
export function contentKey(content: Content): string {
  const { name: _name, ...named } = content.request
  const request = { ...named, files: named.files.map(({ fileName: _fileName, ...file }) => file) }
  const { environment, portalId, sha256, repeat, equalsBefore = 0 } = content
  const parts = [environment, portalId, canonical(request), sha256, repeat, ...(equalsBefore > 0 ? [equalsBefore] : [])]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 60 bits of the key as 12 characters. HubSpot echoes the import's name, so a lost import is found again by them. */
export function marker(key: string): string {
  const bits = BigInt(`0x${key.slice(0, 15)}`)
  const digits = Array.from({ length: 12 }, (_, index) => CROCKFORD[Number((bits >> BigInt(55 - index * 5)) & 31n)])
  return digits.join('')
}

/** `Leads May (part 2 of 3)` */
export const partName = (name: string, { number, of }: { number: number; of: number }): string =>
  of === 1 ? name : `${name} (part ${number} of ${of})`

/** `Leads May ~7FK3QX9TW2MB` */
export const nameWithMarker = (name: string, mark: string): string => `${name} ~${mark}`

/**
 * Without what looks like a marker, as in a name that was copied from HubSpot's list: where markers are turned off it
 * would end the name, and the import would be taken for another one.
 */
export const nameWithoutMarkers = (name: string): string =>
  name.replaceAll(/\s*~[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])/g, '').trim() || 'Import'

/** The same value whatever the order of its keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)])
}
