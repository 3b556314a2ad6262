const SHORTEST = 5
const TWO_CHANGES_FROM = 10

/**
 * Whether two simplified texts differ only by a slip of the pen: one letter in texts of five or more, two in texts of
 * ten or more. Digits and the first letter must agree ("1-10" is not "11-10", "qualified" is not "unqualified").
 */
export function isNearSpelling(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length)
  if (shorter < SHORTEST || one[0] !== other[0] || digits(one) !== digits(other)) return false
  const allowed = shorter >= TWO_CHANGES_FROM ? 2 : 1
  if (Math.abs(one.length - other.length) > allowed) return false
  return changes(one, other) <= allowed
}

const digits = (text: string): string => text.replace(/\D/g, '')

/** Letters inserted, left out, replaced or swapped with their neighbour (optimal string alignment). */
function changes(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = at(last, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1)
      const swapped = isSwap(one, other, row, column) ? at(beforeLast, column - 2) + 1 : replaced
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped))
    }
    beforeLast = last
    last = current
  }
  return at(last, other.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY

const isSwap = (one: string, other: string, row: number, column: number): boolean =>
  row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
