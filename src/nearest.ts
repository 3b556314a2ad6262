import { closest, distance } from 'fastest-levenshtein'

/** The candidate a misspelt word most probably meant, or undefined when none is near. Case does not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined
  const wanted = word.toLowerCase()
  const best = closest(
    wanted,
    candidates.map((candidate) => candidate.toLowerCase()),
  )
  const near = distance(wanted, best) <= Math.max(2, Math.floor(wanted.length / 3))
  return near ? candidates.find((candidate) => candidate.toLowerCase() === best) : undefined
}
