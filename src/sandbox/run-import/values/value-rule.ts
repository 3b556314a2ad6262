import type { ValidationRule } from '../../../hubspot/property-validation.ts'
import { isDomain } from './domain.ts'
import { readEmail } from './email.ts'
import { type CellCheck, isProblem, type Problem } from './problem.ts'

const BROKEN: Problem = {
  errorType: 'INVALID_CUSTOM_PROPERTY_VALIDATION',
  message: 'The value breaks a validation rule of the property.',
}

/**
 * A value that can be stored is then held against the rules of its property. Our choice: rules about the present
 * moment, times of day, white space, telephone countries and patterns are kept but do not refuse a value.
 */
export function checkWithRules(check: CellCheck, type: string, rules: readonly ValidationRule[]): CellCheck {
  const tests = rules.flatMap((rule) => ruleTest(rule, type) ?? [])
  if (tests.length === 0) return check
  return (text) => {
    const value = check(text)
    return isProblem(value) || tests.every((test) => test(value)) ? value : BROKEN
  }
}

type Test = (value: string) => boolean

function ruleTest({ ruleType, ruleArguments: args, ...rule }: ValidationRule, type: string): Test | null {
  const [first = ''] = args
  switch (ruleType) {
    case 'ALPHANUMERIC':
    case 'SPECIAL_CHARACTERS':
      return characterTest(first)
    case 'FORMAT':
      return rule.shouldApplyNormalization === true ? null : spellingTest(first)
    case 'MIN_LENGTH':
    case 'MAX_LENGTH':
      return limitTest(ruleType, first, (value) => [...value].length)
    case 'MIN_NUMBER':
    case 'MAX_NUMBER':
      return limitTest(ruleType, first, Number)
    case 'DECIMAL':
      return limitTest('MAX', first, (value) => value.replace(/^[^.]*\.?/, '').length)
    case 'START_DATE':
    case 'END_DATE':
      return limitTest(ruleType === 'START_DATE' ? 'MIN' : 'MAX', first, Date.parse)
    case 'DAYS_OF_WEEK':
      return type === 'date' ? (value) => args.includes(weekdayOf(value)) : null
    default:
      return addressTest(ruleType, args)
  }
}

/** What may be in a value. Our choice: a space is no special character, and letters of any script are letters. */
const FORBIDDEN: ReadonlyMap<string, RegExp> = new Map([
  ['ALPHANUMERIC', /[^\p{L}\p{M}\p{N} ]/u],
  ['ALPHA_ONLY', /[^\p{L}\p{M} ]/u],
  ['NUMERIC_ONLY', /\D/],
  ['NOT_ALLOWED', /[^\p{L}\p{M}\p{N}\s]/u],
])

function characterTest(kind: string): Test | null {
  const forbidden = FORBIDDEN.get(kind)
  return forbidden === undefined ? null : (value) => !forbidden.test(value)
}

function spellingTest(kind: string): Test | null {
  if (kind === 'UPPER') return (value) => value.toUpperCase() === value
  if (kind === 'LOWER') return (value) => value.toLowerCase() === value
  return kind === 'CAPITALIZATION' ? (value) => value.split(/\s/).every((word) => !/^\p{Ll}/u.test(word)) : null
}

function limitTest(ruleType: string, limitText: string, measure: (value: string) => number): Test | null {
  const limit = Number(limitText)
  if (limitText.trim() === '' || Number.isNaN(limit)) return null
  return ruleType.startsWith('MIN') ? (value) => measure(value) >= limit : (value) => measure(value) <= limit
}

const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']

const weekdayOf = (date: string): string => DAYS[new Date(date).getUTCDay()] ?? ''

function addressTest(ruleType: string, domains: readonly string[]): Test | null {
  const listed = domains.map((domain) => domain.toLowerCase())
  const isMailListed = (value: string) => listed.includes(value.split('@').at(-1)?.toLowerCase() ?? '')
  const isHostListed = (value: string) => {
    const host = hostIn(value)
    return host !== undefined && listed.some((domain) => host === domain || host.endsWith(`.${domain}`))
  }
  const tests: Readonly<Record<string, Test>> = {
    EMAIL: (value) => !isProblem(readEmail(value)),
    DOMAIN: isDomain,
    URL: (value) => hostIn(value) !== undefined,
    EMAIL_ALLOWED_DOMAINS: isMailListed,
    EMAIL_BLOCKED_DOMAINS: (value) => !isMailListed(value),
    URL_ALLOWED_DOMAINS: isHostListed,
    URL_BLOCKED_DOMAINS: (value) => !isHostListed(value),
  }
  return tests[ruleType] ?? null
}

/** Of an address with or without http(s) before it; no user name, no spaces. */
function hostIn(address: string): string | undefined {
  if (/\s/.test(address)) return undefined
  const [authority = ''] = address.replace(/^https?:\/\//i, '').split(/[/?#]/)
  const host = authority.replace(/:\d+$/, '').toLowerCase()
  return isDomain(host) ? host : undefined
}
