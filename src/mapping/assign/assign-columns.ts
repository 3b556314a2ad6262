import type { Judged } from '../model/judge.ts'

/** Log-odds from which a proposal is made: below it, asking costs less than a wrong mapping. */
export const MIN_ODDS = 0.3

/** The best property for each column, each property once, or null. */
export function assignColumns(judged: readonly (readonly Judged[])[]): (Judged | null)[] {
  const chosen: (Judged | null)[] = judged.map(() => null)
  const taken = new Map<string, Judged>()
  const all = judged.flat().filter(({ odds }) => odds >= MIN_ODDS)
  for (const option of all.sort(byClaim)) {
    const { column } = option.candidate
    const key = keyOf(option)
    if (chosen[column] !== null || taken.has(key)) continue
    if (isSpillover(option, { others: judged[column] ?? [], taken })) continue
    chosen[column] = option
    taken.set(key, option)
  }
  return chosen
}

const keyOf = ({ candidate: { known } }: Judged): string => `${known.objectTypeId} ${known.property.name}`

const byClaim = (left: Judged, right: Judged): number =>
  right.odds - left.odds || left.candidate.column - right.candidate.column

/**
 * A column that lost its property to another one does not move on to the same property of another object, unless its
 * header is the same or names that object: the second "Street" of a person is not the company's.
 */
function isSpillover(
  option: Judged,
  { others, taken }: { others: readonly Judged[]; taken: ReadonlyMap<string, Judged> },
): boolean {
  if (option.namesObject) return false
  const { known, reading } = option.candidate
  const lost = others.find(
    (other) =>
      other.candidate.known.objectTypeId !== known.objectTypeId &&
      taken.has(keyOf(other)) &&
      (other.odds > option.odds ||
        (other.suits > option.suits && other.candidate.reading?.concept === reading?.concept)),
  )
  const winner = lost === undefined ? undefined : taken.get(keyOf(lost))
  return winner !== undefined && (reading === undefined || winner.headerKey !== option.headerKey)
}
