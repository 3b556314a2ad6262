import { isDomain } from './domain.ts'
import type { Problem } from './problem.ts'

const NOT_AN_ADDRESS: Problem = { errorType: 'INVALID_EMAIL', message: 'The text is not a valid e-mail address.' }

/** Letters and digits of any script, and the signs that RFC 5322 allows without quotes. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

/** One bare address, stored in lower case. Names, brackets and lists are not addresses. */
export function readEmail(text: string): string | Problem {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  const isAddress = text.length <= 254 && local.length <= 64 && LOCAL_PART.test(local) && isDomain(text.slice(at + 1))
  return isAddress ? text.toLowerCase() : NOT_AN_ADDRESS
}
