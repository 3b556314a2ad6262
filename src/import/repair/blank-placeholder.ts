import { isFormulaError } from '../formula-errors.ts'
import type { OptionList } from '../preflight/option-list.ts'
import { trim } from './trim.ts'

/** What decides whether a text stands for "nothing". */
export interface BlankContext {
  /** The cells are free text, so words such as "None" may be values. */
  isText: boolean
  /** The cells are names of people: "Null" and the initials "N.A." are some. */
  isName: boolean
  /** What the cells may hold; null: anything. */
  options: OptionList | null
}

/** Said by software or people for "nothing", and never a value of its own. */
const NEVER_A_VALUE = new Set(['n/a', '#n/a', '(null)', '<null>', '[null]', '(blank)', '(none)', '<none>'])
/** What databases write for no date: 0000-00-00 (00:00:00), 00.00.0000, 0/0/00. There is no such day. */
const ZERO_DATE = /^0{1,4}([-/.])0{1,2}\1(?:00|0{4})(?: 00:00(?::00)?)?$/
const DASHES = /^[-\u2010-\u2015\u2212_.?]+$/
/** Words that are names or values in a text column ("Null" and "Na" are surnames), but never a date or a number. */
const WORDS = new Set([
  'na',
  'n.a.',
  'null',
  'none',
  'nil',
  'nan',
  'empty',
  'blank',
  'unknown',
  'not available',
  'not applicable',
])
/** Of those, what stays a placeholder in free text, letter by letter. */
const IN_TEXT = new Set(['NULL', 'n.a.'])

/** The empty cell where the value only says that there is none. What an option may mean stays, in whatever spelling. */
export function blankPlaceholder(value: string, { isText, isName, options }: BlankContext): string {
  const text = trim(value)
  return isPlaceholder(text, { isText, isName }) && !isOption(text, options) ? '' : value
}

function isPlaceholder(text: string, { isText, isName }: Omit<BlankContext, 'options'>): boolean {
  if (text.length > LONGEST) return false
  const lower = text.toLowerCase()
  if (DASHES.test(text) || ZERO_DATE.test(text) || NEVER_A_VALUE.has(lower) || isFormulaError(text)) return true
  return isText ? !isName && IN_TEXT.has(text) : WORDS.has(lower)
}

const LONGEST = 40

/** "none" where there is an option "None", "n/a" where there is "NA" (North America). */
function isOption(text: string, list: OptionList | null): boolean {
  if (list === null) return false
  const letters = lettersOf(text)
  return list.options.some(({ label, value }) => lettersOf(label) === letters || lettersOf(value) === letters)
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
