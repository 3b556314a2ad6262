import { counted } from '../../counted.ts'
import type { Definitions } from '../definitions.ts'
import type { CellCheck } from './cell-check.ts'
import { columnKind, definitionOf, isPhone, type MappedColumn } from './column-kind.ts'
import type { CounterSpec } from './file-context.ts'

/** A finding type of ours: HubSpot takes `4.15556E+11` as a text like any other. */
export const SHORTENED_NUMBER = 'SHORTENED_NUMBER'

/** No telephone number looks like this. */
const IN_PHONES = /^\d(?:[.,]\d+)?[eE]\+\d\d$/
/**
 * What spreadsheet programs make of an id of 12 to 21 digits: six of them at most. In a text 1.5E+12 may be meant, with
 * fewer digits than nine ids of ten leave.
 */
const IN_TEXTS = /^[1-9][.,]\d{3,5}[eE]\+(?:1[1-9]|20)$/

/**
 * The check of a column, which also finds numbers that a spreadsheet program has shortened where it would let them
 * through: in telephone numbers and texts. A number property refuses this notation anyway.
 */
export function withShortenedNumbers(
  check: CellCheck | null,
  column: MappedColumn,
  definitions: Definitions,
): CellCheck | null {
  const form = formIn(column, definitions)
  const bytes = check === null ? 'text' : check.bytes
  if (form === null || (bytes !== undefined && bytes !== 'text' && bytes !== 'digit')) return check
  const both = (text: string) => check?.(text) ?? (isShortened(text, form) ? SHORTENED_NUMBER : null)
  return Object.assign(both, { bytes })
}

function formIn(column: MappedColumn, definitions: Definitions): RegExp | null {
  const definition = definitionOf(column, definitions)
  if (definition === undefined || columnKind(column) !== 'property') return null
  if (isPhone(definition)) return IN_PHONES
  return definition.type === 'string' ? IN_TEXTS : null
}

export const isShortenedPhone = (text: string): boolean => isShortened(text, IN_PHONES)

const PLUS = 43

/** Few texts have a plus there, so few are looked at; the same in kernel.as. */
const isShortened = (text: string, form: RegExp): boolean =>
  text.charCodeAt(text.length - 3) === PLUS && form.test(text)

export const shortenedNumberSpec = (column: MappedColumn): CounterSpec => ({
  errorType: SHORTENED_NUMBER,
  column,
  severity: 'warning',
  outcome: null,
  text: ({ count, column: name }) => ({
    message: `A spreadsheet program such as Excel has shortened ${counted(count, 'number', 'numbers')} in ${name} to scientific notation: ${count === 1 ? 'its' : 'their'} last digits are lost, and HubSpot would store the short form as it is.`,
    fix: 'The digits cannot be found again in this file: export it again from where it comes from with the column formatted as text, without opening it in Excel, and call propose_mapping again. Or leave the column out with revise_mapping.',
  }),
})
