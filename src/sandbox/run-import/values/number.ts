import type { Problem } from './problem.ts'

/** Our choice: the limit is not published. */
const TOO_LARGE = 1e18

const NOT_A_NUMBER: Problem = {
  errorType: 'COULD_NOT_PARSE_NUMBER',
  message:
    'The text is not a number as written in the United States: digits, commas for thousands, a point for decimals.',
}

const WRONG_SIZE: Problem = {
  errorType: 'INVALID_NUMBER_SIZE',
  message: 'The number is too large or too small to be stored.',
}

const NUMBER = /^-?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)$/

/**
 * Numbers of the locale en-US: `1,234.50`, `-3`, `.5`. Commas must part groups of three behind a digit that is not 0,
 * so `1,5` and `0,123` are refused; so are a plus, currency and percent signs, units, exponents and brackets ("remove
 * currency and unit text"). Stored without commas and needless zeros in front.
 */
export function readNumber(text: string): string | Problem {
  if (!NUMBER.test(text)) return NOT_A_NUMBER
  const plain = text
    .replaceAll(',', '')
    .replace(/^(-?)\./, '$10.')
    .replace(/^(-?)0+(?=\d)/, '$1')
  return Math.abs(Number(plain)) >= TOO_LARGE ? WRONG_SIZE : plain
}
