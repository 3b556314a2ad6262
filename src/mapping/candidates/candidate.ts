import type { Role, ValueKind } from '../concepts/concept.ts'
import type { Reading } from '../header/read-header.ts'
import type { KnownProperty } from './property-index.ts'

/** A property a column could belong to, and everything that speaks for it. */
export interface Candidate {
  column: number
  known: KnownProperty
  /** undefined: an object without a role of its own (custom objects). */
  role: Role | undefined
  kind: ValueKind
  /** The header's meaning that led here; undefined when label or values did. */
  reading: Reading | undefined
  /** The header is the property's label or name: whole, or without words for the object. */
  label: 'whole' | 'bare' | 'meaning' | undefined
  /** Only the values led here. */
  byValues: boolean
  /** How well the values fit, where their place in the file says more than they do. */
  placed?: number
  trust: number
  generic: boolean
  /** The header means something else than the property, which is the nearest one: to be asked about. */
  isNearest: boolean
}
