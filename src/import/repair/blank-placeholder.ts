import { isFormulaError } from '../preflight/formula-error.ts'
import { trim } from './trim.ts'

/** Said by software or people for "nothing", and never a value of its own. */
const NEVER_A_VALUE = new Set(['n/a', '#n/a', 'n.a.', '(null)', '<null>', '[null]', '(blank)', '(none)', '<none>'])
const DASHES = /^[-\u2010-\u2015\u2212_.?]+$/
/** Words that are names or values in a text column ("Null" and "Na" are surnames), but never a date or a number. */
const WORDS = new Set(['na', 'null', 'none', 'nil', 'nan', 'empty', 'blank', 'unknown', 'not available'])

/** The empty cell where the value only says that there is none. In a text column words stay, save an upper-case NULL. */
export function blankPlaceholder(value: string, { isText }: { isText: boolean }): string {
  const text = trim(value)
  const lower = text.toLowerCase()
  if (DASHES.test(text) || NEVER_A_VALUE.has(lower) || isFormulaError(text)) return ''
  if (isText) return text === 'NULL' ? '' : value
  return WORDS.has(lower) ? '' : value
}
