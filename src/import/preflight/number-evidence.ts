import { isCommaNumber, isPlainNumber, isPointNumber, splitCurrency } from './number-text.ts'
import { withoutPlainSpace } from './plain-space.ts'

/** What the values of one column say about how its numbers are written, counted over the whole file. */
export interface NumberEvidence {
  /** Cells that are numbers only with a decimal comma: 1,5 and 1.234,56. */
  onlyComma: number
  /** Cells that are numbers only with a decimal point: 1.5 and 1,234.56. */
  onlyPoint: number
  /** Cells with a different number in each notation: 1.234 and 1,234. */
  either: number
  /** Line and value of the first cell of `either`. */
  example: { line: number; value: string } | null
}

export const noEvidence = (): NumberEvidence => ({ onlyComma: 0, onlyPoint: 0, either: 0, example: null })

export function countNotation(evidence: NumberEvidence, value: string, line: number): void {
  const text = withoutPlainSpace(value)
  if (text === '' || isPlainNumber(text)) return
  const { number } = splitCurrency(text)
  if (isPlainNumber(number)) return
  const comma = isCommaNumber(number)
  const point = isPointNumber(number)
  if (comma && point) {
    evidence.either += 1
    evidence.example ??= { line, value }
  } else if (comma) evidence.onlyComma += 1
  else if (point) evidence.onlyPoint += 1
}

/** The column can only be read with a decimal comma: some cells ask for it, none for a point. */
export const provesComma = ({ onlyComma, onlyPoint }: NumberEvidence): boolean => onlyComma > 0 && onlyPoint === 0
