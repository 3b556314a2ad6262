import { roleFit } from '../analysis/file-roles.ts'
import { ROLES, type Role } from '../concepts/concept.ts'
import { CONCEPTS } from '../concepts/concepts.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import { firmLean } from '../values/value-fit.ts'
import type { Case } from './case.ts'

/** How naturally such a column belongs to the object in this file, 0–1. */
export function objectSuits(given: Omit<Case, 'rival'>): number {
  const { candidate, customObject } = given
  if (candidate.role === undefined) return candidate.known.objectTypeId === customObject ? 1 : 0.2
  if (isNamedBeside(given, candidate.role)) return 1
  const suits = (customObject === undefined ? 1 : 0.4) * roleSuits(given, candidate.role)
  return saysRowsToo(given) ? AMBIGUOUS * suits : suits
}

const FIRM_NAMES = new Set(['name', 'company_name', 'account'])

/** "Organization - Address": the header itself says whose it is; a firm's mere name stays with the person. */
function isNamedBeside(given: Omit<Case, 'rival'>, role: Role): boolean {
  const { candidate, file } = given
  const isMereName = FIRM_NAMES.has(candidate.reading?.concept ?? '') && !file.roles.hasCompany
  if (objectNamed(given) < 1 || !file.roles.available.has(role)) return false
  return role === 'contact' || (role === 'company' && !isMereName)
}

const AMBIGUOUS = 0.6

/** The same word has a meaning of what the rows are: "対応状況" of a ticket is its stage, not that of a lead. */
function saysRowsToo({ candidate, column, file }: Omit<Case, 'rival'>): boolean {
  const { reading: found, role, label } = candidate
  const { primary } = file.roles
  if (found === undefined || label !== undefined || role === primary) return false
  if (CONCEPTS.get(found.concept)?.to[primary] !== undefined) return false
  return column.header.readings.some(
    (other) => other.phrase === found.phrase && CONCEPTS.get(other.concept)?.to[primary] !== undefined,
  )
}

function roleSuits(given: Omit<Case, 'rival'>, role: Role): number {
  const { candidate, file } = given
  const { reading: found } = candidate
  const targets =
    found === undefined ? [] : ROLES.filter((other) => CONCEPTS.get(found.concept)?.to[other] !== undefined)
  const byName = suitsByName(given, role)
  if (byName !== undefined) return byName
  if (targets.includes(role)) return roleFit(found?.concept ?? '', role, { roles: file.roles, targets })
  if (role === file.roles.primary) return 1
  return file.roles.available.has(role) ? 0.5 : 0
}

/** Whether a customer is a person or a firm, only the values can tell; undefined when they cannot either. */
function suitsByName({ candidate, column, file }: Omit<Case, 'rival'>, role: Role): number | undefined {
  const isOpen = candidate.reading !== undefined && FIRM_OR_PERSON.has(candidate.reading.concept)
  if (!isOpen || !file.roles.available.has('company') || (role !== 'contact' && role !== 'company')) return undefined
  const lean = firmLean(column.profile)
  if (Math.abs(lean) < 0.4) return undefined
  return lean > 0 === (role === 'company') ? 1 : 0.3
}

/** 1 when the header names the candidate's object, −1 when it names only other ones, 0 when none. */
export function objectNamed({ candidate, column }: Pick<Case, 'candidate' | 'column'>): number {
  // "Contact name" of an invoice may well be a firm.
  if (FIRM_OR_PERSON.has(candidate.reading?.concept ?? '') && firmLean(column.profile) >= 0.4) return 0
  const entities = candidate.reading?.entities ?? []
  const role = candidate.role
  if (entities.length === 0 || role === undefined) return 0
  const best = Math.max(0, ...entities.map((entity) => ENTITY_ROLES[entity]?.[role] ?? 0))
  if (best > 0) return best
  if (NAMES_ITS_OBJECT[candidate.reading?.concept ?? ''] === role) return 0
  const isInCompany = entities.some((entity) => ENTITY_ROLES[entity]?.company !== undefined)
  return role === 'contact' && isInCompany && WITHIN_A_COMPANY.has(candidate.reading?.concept ?? '') ? 0 : -1
}

/** Meanings that name their object themselves: "Deal - Organization" is the company. */
const NAMES_ITS_OBJECT: Readonly<Record<string, Role>> = {
  account: 'company',
  company_name: 'company',
  first_name: 'contact',
  full_name: 'contact',
  last_name: 'contact',
}

/** What contacts have a property for beside the company's: "Organization - Title" is the person's. */
const WITHIN_A_COMPANY = new Set([
  'title',
  'job_title',
  'department',
  'role',
  'seniority',
  'company_name',
  'account',
  'employees',
])

const FIRM_OR_PERSON = new Set(['full_name', 'customer_name'])
