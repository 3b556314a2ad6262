import type { Property } from '../../../hubspot/property.ts'
import { withoutPlainSpace } from './plain-space.ts'
import type { CellCheck, Problem } from './problem.ts'

const NOT_AN_OPTION: Problem = {
  errorType: 'INVALID_ENUMERATION_OPTION',
  message: 'The text is neither the label nor the internal value of an option of the property.',
}

const AMBIGUOUS: Problem = {
  errorType: 'AMBIGUOUS_ENUMERATION_OPTION',
  message: 'The text fits more than one option of the property.',
}

/**
 * Options by label or internal value, letter for letter. A checkbox takes several, parted by semicolons; one that is
 * no option refuses the whole cell. A property without options has them elsewhere (externalOptions): text passes.
 */
export function enumerationCheck(definition: Property): CellCheck {
  const options = definition.options
  if (options.length === 0) return (text) => text
  const readOne = optionCheck(options)
  return definition.fieldType === 'checkbox' ? (text) => readList(text, readOne) : readOne
}

const YES = new Set(['true', 'yes', '1'])
const NO = new Set(['false', 'no', '0'])

/** Booleans: the labels of the property, and true/false, yes/no, 1/0 in any case. Stored as `true` or `false`. */
export function booleanCheck(definition: Property): CellCheck {
  const readOption = definition.options.length === 0 ? () => NOT_AN_OPTION : optionCheck(definition.options)
  return (text) => {
    const word = text.toLowerCase()
    if (YES.has(word)) return 'true'
    return NO.has(word) ? 'false' : readOption(text)
  }
}

function optionCheck(options: Property['options']): CellCheck {
  const valuesByText = new Map<string, Set<string>>()
  for (const { label, value } of options) {
    for (const text of [withoutPlainSpace(label), withoutPlainSpace(value)]) {
      valuesByText.set(text, (valuesByText.get(text) ?? new Set()).add(value))
    }
  }
  return (text) => {
    const [value, other] = valuesByText.get(text) ?? []
    if (value === undefined) return NOT_AN_OPTION
    return other === undefined ? value : AMBIGUOUS
  }
}

function readList(text: string, readOne: CellCheck): string | Problem {
  const values = new Set<string>()
  for (const part of splitList(text)) {
    const value = readOne(part)
    if (typeof value !== 'string') return value
    values.add(value)
  }
  return values.size === 0 ? NOT_AN_OPTION : [...values].join(';')
}

/** Several values of one cell are parted by semicolons. */
export function splitList(text: string): string[] {
  return text
    .split(';')
    .map(withoutPlainSpace)
    .filter((part) => part !== '')
}
