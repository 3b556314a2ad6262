import type { DateFormat } from '../../hubspot/import-request.ts'
import type { ValidationRule } from '../../hubspot/property-validation.ts'
import { readDate } from './date-text.ts'
import { isDomainName, isEmailAddress } from './email-address.ts'

/** Whether a value keeps a rule. */
export type RuleTest = (text: string) => boolean

/**
 * The test for one rule of the account, or null where a file cannot tell: rules about the moment of the import, about
 * times of day, about a country's telephone numbers, patterns of another kind than JavaScript's (REGEX, which may also
 * take for ever), and rule types that are not known here. HubSpot documents what the
 * rules are for but not every character: what is a choice is said, and the same in the sandbox.
 */
export function compileRule(rule: ValidationRule, dateFormat: DateFormat): RuleTest | null {
  const { ruleType, ruleArguments, shouldApplyNormalization } = rule
  // HubSpot writes the value in upper case itself, then.
  if (ruleType === 'FORMAT' && shouldApplyNormalization === true) return () => true
  if (ruleType === 'START_DATE' || ruleType === 'END_DATE' || ruleType === 'DAYS_OF_WEEK') {
    return dateRule(rule, dateFormat)
  }
  return TEXT_RULES.get(ruleType)?.(ruleArguments) ?? null
}

type Compile = (args: readonly string[]) => RuleTest | null

const number = (text: string | undefined): number | null => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isNaN(value) ? null : value
}

/** A rule with one number. */
const measured =
  (test: (limit: number) => RuleTest): Compile =>
  ([limit]) => {
    const value = number(limit)
    return value === null ? null : test(value)
  }

/** A rule with one of several words. */
const worded =
  (tests: Readonly<Record<string, RuleTest>>): Compile =>
  ([word = '']) =>
    tests[word] ?? null

const matching =
  (pattern: RegExp): RuleTest =>
  (text) =>
    pattern.test(text)

const TEXT_RULES: ReadonlyMap<string, Compile> = new Map([
  ['MIN_LENGTH', measured((least) => (text) => lengthOf(text) >= least)],
  ['MAX_LENGTH', measured((most) => (text) => lengthOf(text) <= most)],
  ['MIN_NUMBER', measured((least) => (text) => numberOf(text) >= least)],
  ['MAX_NUMBER', measured((most) => (text) => numberOf(text) <= most)],
  ['DECIMAL', measured((most) => (text) => (text.split('.')[1] ?? '').length <= most)],
  [
    'ALPHANUMERIC',
    // A choice: spaces between words pass, but not between digits.
    worded({
      ALPHANUMERIC: matching(/^[\p{L}\p{M}\p{N} ]*$/u),
      ALPHA_ONLY: matching(/^[\p{L}\p{M} ]*$/u),
      NUMERIC_ONLY: matching(/^\d*$/),
    }),
  ],
  // A choice: everything but letters, digits and spaces is special.
  ['SPECIAL_CHARACTERS', worded({ NOT_ALLOWED: matching(/^[\p{L}\p{M}\p{N}\s]*$/u) })],
  [
    'FORMAT',
    worded({
      UPPER: (text) => text === text.toUpperCase(),
      LOWER: (text) => text === text.toLowerCase(),
      // A choice: no word begins with a small letter.
      CAPITALIZATION: (text) => !/(?:^|\s)\p{Ll}/u.test(text),
    }),
  ],
  ['EMAIL', () => isEmailAddress],
  ['DOMAIN', () => isDomainName],
  ['URL', () => (text) => hostOf(text) !== null],
  ['EMAIL_ALLOWED_DOMAINS', (domains) => (text) => isAmong(mailDomainOf(text), domains)],
  ['EMAIL_BLOCKED_DOMAINS', (domains) => (text) => !isAmong(mailDomainOf(text), domains)],
  ['URL_ALLOWED_DOMAINS', (domains) => (text) => isBelow(hostOf(text), domains)],
  ['URL_BLOCKED_DOMAINS', (domains) => (text) => !isBelow(hostOf(text), domains)],
])

const lengthOf = (text: string): number => Array.from(text).length

const numberOf = (text: string): number => Number(text.replaceAll(',', ''))

const mailDomainOf = (text: string): string => text.slice(text.lastIndexOf('@') + 1).toLowerCase()

/** The host of a web address, with or without its scheme. */
function hostOf(text: string): string | null {
  const match = /^(?:https?:\/\/)?([^\s/?#:@]+)(?::\d+)?(?:[/?#]\S*)?$/i.exec(text)
  const host = match?.[1]?.toLowerCase() ?? ''
  return isDomainName(host) ? host : null
}

const isAmong = (domain: string, domains: readonly string[]): boolean =>
  domains.some((one) => one.toLowerCase() === domain)

const isBelow = (host: string | null, domains: readonly string[]): boolean =>
  host !== null && domains.some((one) => `.${host}`.endsWith(`.${one.toLowerCase()}`))

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']

function dateRule({ ruleType, ruleArguments }: ValidationRule, dateFormat: DateFormat): RuleTest | null {
  const [first] = ruleArguments
  const limit = number(first)
  if (ruleType === 'DAYS_OF_WEEK') {
    if (!ruleArguments.every((day) => WEEKDAYS.includes(day))) return null
    return (text) => ruleArguments.includes(WEEKDAYS[new Date(dayOf(text, dateFormat)).getUTCDay()] ?? '')
  }
  if (limit === null) return null
  return ruleType === 'START_DATE'
    ? (text) => dayOf(text, dateFormat) >= limit
    : (text) => dayOf(text, dateFormat) <= limit
}

/** Midnight UTC, as HubSpot stores dates. The text has been found readable. */
function dayOf(text: string, dateFormat: DateFormat): number {
  const date = readDate(text, dateFormat)
  return date === null ? Number.NaN : Date.UTC(date.year, date.month - 1, date.day)
}
