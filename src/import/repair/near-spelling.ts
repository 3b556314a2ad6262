const SHORTEST = 5
const TWO_CHANGES_FROM = 10

/**
 * Whether two simplified texts differ only by slips of the pen: word by word the same or near, two changes in all at
 * most. Words of which one stands for another ("tier one", "tier two") are not near, nor are digits.
 */
export function isNearSpelling(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > MOST_CHANGES || one === other) return false
  const words = one.split(' ')
  const others = other.split(' ')
  if (words.length !== others.length) return false
  let changed = 0
  for (const [place, word] of words.entries()) {
    const distance = slips(word, others[place] ?? '')
    if (distance === null) return false
    changed += distance
  }
  return changed <= MOST_CHANGES
}

const MOST_CHANGES = 2

/**
 * One letter in words of five or more, two in words of ten or more; null: another word. The first letter and digits must
 * agree ("qualified" is not "unqualified"), and the last may not be replaced ("employer" is not "employee").
 */
function slips(one: string, other: string): number | null {
  if (one === other) return 0
  const shorter = Math.min(one.length, other.length)
  if (shorter < SHORTEST || one[0] !== other[0] || digits(one) !== digits(other)) return null
  if (isLastReplaced(one, other)) return null
  const allowed = shorter >= TWO_CHANGES_FROM ? 2 : 1
  if (Math.abs(one.length - other.length) > allowed) return null
  const distance = changes(one, other)
  return distance <= allowed ? distance : null
}

const digits = (text: string): string => text.replace(/\D/g, '')

/** Endings make words of their own; the last two letters may be swapped. */
function isLastReplaced(one: string, other: string): boolean {
  if (one.length !== other.length || one.at(-1) === other.at(-1)) return false
  return one.at(-1) !== other.at(-2) || one.at(-2) !== other.at(-1)
}

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
