import type { Reading } from './read-header.ts'

const FOUND = { written: 1, compound: 0.9, corrected: 0.75, unknown: 0 } as const

/** How plainly a header says this concept, 0–1: 1 when the phrase is the whole header. */
export function plainness(reading: Reading): number {
  const rest = 1 - 0.3 * Math.min(2, reading.unknown) - 0.4 * Math.min(2, reading.conflicts)
  const place = reading.inPlace ? 1 : 0.5
  return Math.max(0, FOUND[reading.found] * rest * place * (0.7 + 0.3 * reading.share))
}

/** How much the file's headers speak a language of the reading, 0–1. */
export const languageFit = (reading: Reading, languages: ReadonlyMap<string, number>): number =>
  Math.max(0, ...reading.languages.map((language) => languages.get(language) ?? 0))
