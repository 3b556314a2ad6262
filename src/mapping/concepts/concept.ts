/**
 * A *concept* is what a header means, before anybody asks which object the file is about: "Telefon" is the concept
 * `phone`, which is a property of contacts and of companies. Concepts without a target are meanings HubSpot has no
 * importable place for; they matter as much, because they win a header away from a wrong property.
 */
export const ROLES = [
  'contact',
  'company',
  'deal',
  'ticket',
  'product',
  'line_item',
  'note',
  'call',
  'meeting',
  'task',
] as const

export type Role = (typeof ROLES)[number]

export const ROLE_OBJECT_TYPE: Readonly<Record<Role, string>> = {
  contact: '0-1',
  company: '0-2',
  deal: '0-3',
  ticket: '0-5',
  product: '0-7',
  line_item: '0-8',
  note: '0-46',
  call: '0-48',
  meeting: '0-47',
  task: '0-27',
}

/** What the values of such a column look like. */
export type ValueKind =
  | 'any'
  | 'choice'
  | 'city'
  | 'company'
  | 'country'
  | 'currency'
  | 'date'
  | 'domain'
  | 'email'
  | 'first_name'
  | 'flag'
  | 'full_name'
  | 'gender'
  | 'honorific'
  | 'id'
  | 'integer'
  | 'job_title'
  | 'language'
  | 'last_name'
  | 'lead_status'
  | 'linkedin'
  | 'name'
  | 'number'
  | 'owner'
  | 'phone'
  | 'postal_code'
  | 'record_id'
  | 'social'
  | 'state'
  | 'street'
  | 'text'
  | 'url'
  | 'words'
  | 'year'

export interface Concept {
  kind: ValueKind
  /** Property by the role of the object the column belongs to. Empty: no match is the right answer. */
  to: Partial<Record<Role, string>>
  /** How often a column of this meaning really belongs into the property, 0–1. Default 1. */
  trust?: number
  /** Where that differs by the object: a date says little of a deal, and when a call was made. */
  trusts?: Partial<Record<Role, number>>
  /** The property instead where the values are ranges: a number property holds no "11-50". */
  ranges?: Partial<Record<Role, string>>
  /** How loudly the concept says that the file holds such an object. */
  votes?: Partial<Record<Role, number>>
  /** The words mean little without the object they belong to: name, type, status, date. */
  generic?: true
  /** HubSpot has no property of this meaning: `to` is the nearest one, about which a person is asked. */
  nearest?: true
  /** Its words say one thing only: an account's own property of this meaning is the one that is meant. */
  narrow?: true
}
