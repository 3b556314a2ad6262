import { isApostropheNumber, isCommaNumber, isPlainNumber, isPointNumber, splitCurrency } from './number-text.ts'
import { withoutPlainSpace } from './plain-space.ts'

/** What the values of one column say about how its numbers are written, counted over the whole file. */
export interface NumberEvidence {
  /** Cells that are numbers only with a decimal comma: 1,5 and 1.234,56. */
  onlyComma: number
  /** Cells that are numbers only with a decimal point: 1.5 and 1,234.56. */
  onlyPoint: number
  /** Cells with a different number in each notation: 1.234 and 1,234. */
  either: number
  /** Of those, cells with a currency sign, which HubSpot takes for no number at all. */
  eitherWithSign: number
  /** The first of the others of `either`. */
  examples: { line: number; value: string }[]
  /** Of the others, cells with a point: 1.234, which HubSpot reads as a fraction, and the first of them. */
  thousandths: number
  firstThousandth: { line: number; value: string } | null
}

export const noEvidence = (): NumberEvidence => ({
  onlyComma: 0,
  onlyPoint: 0,
  either: 0,
  eitherWithSign: 0,
  examples: [],
  thousandths: 0,
  firstThousandth: null,
})

const MOST_EXAMPLES = 3

export function countNotation(evidence: NumberEvidence, value: string, line: number): void {
  const text = withoutPlainSpace(value)
  if (text === '' || isPlainNumber(text)) return
  const { number, sign } = splitCurrency(text)
  if (isPlainNumber(number)) return
  if (isApostropheNumber(number)) {
    // Whole thousands are written so beside a decimal comma too.
    if (number.includes('.')) evidence.onlyPoint += 1
    return
  }
  const comma = isCommaNumber(number)
  const point = isPointNumber(number)
  if (comma && point) {
    countEither(evidence, { value, line, sign })
  } else if (comma) evidence.onlyComma += 1
  else if (point) evidence.onlyPoint += 1
}

function countEither(
  evidence: NumberEvidence,
  { value, line, sign }: { value: string; line: number; sign: string },
): void {
  evidence.either += 1
  if (sign !== '') {
    evidence.eitherWithSign += 1
    return
  }
  if (evidence.examples.length < MOST_EXAMPLES) evidence.examples.push({ line, value })
  if (!value.includes('.')) return
  evidence.thousandths += 1
  evidence.firstThousandth ??= { line, value }
}

/** Every cell has one reading, or the column can only be read with a decimal point. */
export const allowsPoint = ({ onlyComma, onlyPoint, either }: NumberEvidence): boolean =>
  either === 0 || (onlyPoint > 0 && onlyComma === 0)

/** The column can only be read with a decimal comma: some cells ask for it, none for a point. */
export const provesComma = ({ onlyComma, onlyPoint }: NumberEvidence): boolean => onlyComma > 0 && onlyPoint === 0

/** Programs write all numbers of a file alike: some column proves the comma, and none has a number with a point. */
export const fileProvesComma = (columns: readonly NumberEvidence[]): boolean =>
  columns.some(provesComma) && columns.every(({ onlyPoint }) => onlyPoint === 0)

/** Some cells ask for a decimal comma, others for a point: what the rest means is open. */
export const isMixed = ({ onlyComma, onlyPoint }: NumberEvidence): boolean => onlyComma > 0 && onlyPoint > 0

/** Some column has a number that only a decimal point explains. */
export const filePoints = (columns: readonly NumberEvidence[]): boolean =>
  columns.some(({ onlyPoint }) => onlyPoint > 0)

/** Its numbers are other ones in each notation: whole thousands such as 1.200, of which the file has to say what they are. */
export const leavesOpen = ({ onlyComma, onlyPoint, either }: NumberEvidence): boolean =>
  onlyComma === 0 && onlyPoint === 0 && either > 0
