import type { Role, ValueKind } from '../concepts/concept.ts'
import type { ColumnProfile } from './column-profile.ts'

type Fit = (profile: ColumnProfile, role: Role | undefined) => number

/**
 * How well the values of a column fit what a property holds: 1 surely such values, 0 says nothing (or the column is
 * empty), −1 surely something else.
 */
export function valueFit(kind: ValueKind, profile: ColumnProfile, role?: Role): number {
  if (profile.values.length === 0) return 0
  return Math.max(-1, Math.min(1, FITS[kind](profile, role)))
}

/** Names of firms (towards 1) or of people (towards −1); 0 when nothing tells. */
export function firmLean(profile: ColumnProfile): number {
  if (profile.values.length === 0) return 0
  const lean = (companyFit(profile, 'company') - fullName(profile)) / 2
  return namesPartners(profile) ? Math.max(PARTNERS_LEAN, lean) : lean
}

const PARTNERS_LEAN = 0.5
const MOSTLY = 0.7
const SOME = 0.2

/** Nearly all are firms, if those named after their partners are. */
function namesPartners(p: ColumnProfile): boolean {
  const firms = p.share('company') + p.share('partners')
  return p.values.length >= 3 && p.share('partners') >= SOME && firms >= MOSTLY
}

/** 1 from `enough` upwards, −1 when nobody has the trait. */
const needs = (share: number, enough: number): number => (share >= enough ? 1 : (2 * share) / enough - 1)

const FITS: Readonly<Record<ValueKind, Fit>> = {
  any: () => 0,
  choice: (p) => choiceFit(p),
  city: (p) => words(p) * 0.4 - p.share('number') - 0.5 * p.share('country') - 0.6 * p.share('company') + 0.1,
  company: (p, role) => companyFit(p, role),
  country: (p) => (p.share('country') > 0.5 ? 1 : needs(p.share('country') + p.share('countryCode'), 0.6)),
  currency: (p) => needs(p.share('currency'), 0.7),
  date: (p) => needs(p.share('date'), 0.8),
  domain: (p) => needs(p.share('domain') + 0.7 * p.share('url'), 0.7),
  email: (p) => needs(p.share('email'), 0.7),
  first_name: (p) => personWord(p, p.share('firstName')),
  flag: (p) => needs(p.share('flag'), 0.8),
  full_name: (p) => fullName(p),
  gender: (p) => needs(p.share('gender'), 0.6),
  honorific: (p) => needs(p.share('honorific'), 0.5),
  id: (p) => 0.3 - p.share('text') - words(p),
  integer: (p) => needs(p.share('integer') + 0.7 * p.share('range') + 0.5 * p.share('number'), 0.7),
  job_title: (p) => jobFit(p),
  language: (p) => needs(p.share('language'), 0.6),
  last_name: (p) => personWord(p, p.share('lastName')),
  lead_status: (p) => statusFit(p),
  linkedin: (p, role) => linkedinFit(p, role),
  name: (p, role) => nameFit(p, role),
  number: (p) => needs(p.share('number') + 0.5 * p.share('range'), 0.7) - (dateShare(p) > 0.5 ? 1 : 0),
  owner: (p) => ownerFit(p),
  phone: (p) => needs(p.share('phone'), 0.6) + 0.3 * p.share('phoneMarked') - 0.5 * p.share('decimal'),
  postal_code: (p) => needs(p.share('postal') + 0.4 * p.share('shortNumber'), 0.7),
  record_id: (p) => (p.share('digits') > 0.95 ? 0.8 : -0.8),
  social: (p) => p.share('social') + 0.2 - p.share('text') - (p.share('flag') > 0.5 ? 0.8 : 0),
  state: (p) => stateFit(p),
  street: (p) => needs(p.share('street'), 0.5) * 0.9 - 0.5 * p.share('email') - 0.6 * p.share('date'),
  text: (p) => textFit(p),
  url: (p, role) => urlFit(p, role),
  words: (p) => words(p) * 0.4 + 0.1 - p.share('email') - p.share('url') - dateShare(p) - nameless(p),
  year: (p) => needs(p.share('year') + p.share('date'), 0.7),
}

function choiceFit(p: ColumnProfile): number {
  const wrong = p.share('email') + p.share('url') + p.share('decimal') + p.share('date')
  const isId = p.share('digits') > 0.8 && p.share('shortNumber') < 0.5 ? 0.8 : 0
  return 0.2 - 1.2 * p.share('text') - 0.8 * wrong - isId
}

/** Numbers and the ids of a database are what nobody calls a deal. */
const nameless = (p: ColumnProfile): number => (p.share('number') > 0.7 ? 0.8 : 0) + 1.1 * p.share('uuid')

const words = (p: ColumnProfile): number => p.share('letters')
const dateShare = (p: ColumnProfile): number => p.share('date')
const odd = (p: ColumnProfile): number => p.share('email') + p.share('url') + p.share('number') + p.share('domain')

function personWord(p: ColumnProfile, known: number): number {
  if (odd(p) > 0.5 || p.share('date') > 0.5) return -1
  if (p.share('text') > 0.3 || p.share('flag') > 0.8) return -0.6
  const shape = p.share('word') + 0.6 * p.share('fewWords')
  return 0.25 * shape + 0.8 * Math.min(1, known / 0.4) - 0.5 * p.share('company')
}

function fullName(p: ColumnProfile): number {
  if (p.share('letters') < 0.3) return -1
  if (odd(p) > 0.5 || p.share('date') > 0.5) return -1
  if (p.share('text') > 0.3) return -0.6
  const known = Math.max(p.share('firstName'), 0.8 * p.share('lastName'))
  return (
    0.5 * p.share('fewWords') +
    0.7 * Math.min(1, known / 0.4) -
    0.3 -
    0.7 * (p.share('company') + 0.7 * p.share('firmName'))
  )
}

function companyFit(p: ColumnProfile, role: Role | undefined): number {
  if (odd(p) - p.share('domain') > 0.6 || p.share('date') > 0.5 || p.share('longCode') > 0.6) return -1
  if (p.share('flag') > 0.8) return -0.8
  // "12 Studio Road, Denver CO" holds words of firms and is an address.
  const street = p.share('street') > 0.6 ? 0.8 * p.share('street') : 0
  const person = Math.min(p.share('firstName'), p.share('fewWords'))
  const firm = p.share('company') + p.share('firmName')
  return (
    0.2 + 0.8 * Math.min(1, firm / 0.3) - 0.5 * Math.max(0, person - firm) - street - (role === 'company' ? 0 : 0.05)
  )
}

function nameFit(p: ColumnProfile, role: Role | undefined): number {
  if (role === 'contact') return fullName(p)
  if (role === 'company') return companyFit(p, role) - 0.4 * Math.max(0, fullName(p))
  const sane = 0.2 - p.share('email') - p.share('date') - (p.share('number') > 0.7 ? 0.8 : 0)
  return sane - 0.3 * Math.max(0, fullName(p))
}

function jobFit(p: ColumnProfile): number {
  if (odd(p) > 0.5 || p.share('date') > 0.5 || p.share('appRole') > 0.7) return -1
  const known = needs(p.share('job'), 0.4)
  return (known > 0 ? known : known * 0.3) - (p.share('honorific') > 0.5 ? 0.8 : 0) - 0.5 * p.share('flag')
}

function statusFit(p: ColumnProfile): number {
  if (p.share('leadStatus') >= 0.5) return 1
  if (p.share('accountStatus') + p.share('flag') >= 0.5) return -0.9
  if (odd(p) + p.share('date') > 0.5) return -0.8
  return p.share('leadStatus') * 1.5
}

function linkedinFit(p: ColumnProfile, role: Role | undefined): number {
  if (p.share('linkedin') < 0.3) return p.share('url') > 0.5 || p.share('number') > 0.5 ? -0.8 : -0.1
  const [right, wrong] = [p.share('linkedinPerson'), p.share('linkedinCompany')]
  const lean = role === 'company' ? wrong - right : right - wrong
  return 0.5 + 0.9 * lean
}

function ownerFit(p: ColumnProfile): number {
  if (p.share('email') > 0.5) return 0.8
  if (p.share('number') > 0.6 || p.share('longCode') > 0.6) return -0.9
  return 0.8 * Math.max(0, fullName(p)) + 0.1 - p.share('date') - (p.share('flag') > 0.8 ? 0.8 : 0)
}

/** Nobody's list of statuses is whole: a quarter of them tells, where hardly any region of a country is known. */
export function namesWork(p: ColumnProfile): boolean {
  const known = p.share('state') + 0.5 * p.share('letterCode')
  const status = p.share('accountStatus') + p.share('leadStatus')
  return status > 0.8 || (status >= 0.5 && known < status / 2) || (status >= 0.25 && known < 0.2)
}

function stateFit(p: ColumnProfile): number {
  const known = p.share('state') + 0.5 * p.share('letterCode')
  // "Estado", "Stat": a state of the country or of the work on it.
  if (namesWork(p) || p.share('flag') > 0.8 || p.share('email') + p.share('date') > 0.5) return -1
  if (known >= 0.5) return 1
  return words(p) * 0.3 + known - p.share('number') - p.share('country') * 0.5 - p.share('company') * 0.8
}

function textFit(p: ColumnProfile): number {
  const wrong =
    (p.share('number') > 0.7 ? 0.9 : 0) + p.share('date') + p.share('email') + (p.share('flag') > 0.8 ? 0.6 : 0)
  return 0.1 + 0.8 * Math.min(1, p.share('text') / 0.4) - wrong
}

function urlFit(p: ColumnProfile, role: Role | undefined): number {
  if (p.share('linkedin') > 0.8) return -1
  const fit = needs(p.share('url') + p.share('domain') + (role === 'product' ? 0.5 * p.share('code') : 0), 0.6)
  return fit - (p.share('linkedin') + p.share('social') > 0.5 ? 1.2 : 0)
}
