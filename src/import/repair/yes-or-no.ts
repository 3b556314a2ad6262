import words from '../../mapping/words/yes-no-words.json' with { type: 'json' }
import { once } from '../../once.ts'
import { simplified } from './simplified.ts'

/** An option, with its label and internal value simplified. */
export interface KnownOption {
  value: string
  texts: string[]
}

/**
 * Simplified words of many languages → internal value, where the options are a yes and a no; empty: they are not. Marks
 * that are a yes in one file and a no in the next stay as they are: x, ✗ and words such as `o` (oui, or a zero).
 */
export function yesOrNo(options: readonly KnownOption[]): ReadonlyMap<string, string> {
  const [one, other, ...more] = options
  if (one === undefined || other === undefined || more.length > 0) return new Map()
  const { yes, no } = simplifiedWords()
  const first = meaningOf(one)
  if (first === null || meaningOf(other) !== opposite(first)) return new Map()
  const [accepted, refused] = first === 'yes' ? [one, other] : [other, one]
  return new Map([
    ...[...yes].map((word) => [word, accepted.value] as const),
    ...[...no].map((word) => [word, refused.value] as const),
  ])
}

/** null: neither, or its label says the one and its value the other. */
function meaningOf({ texts }: KnownOption): 'yes' | 'no' | null {
  const { yes, no } = simplifiedWords()
  const isYes = texts.some((text) => yes.has(text))
  const isNo = texts.some((text) => no.has(text))
  if (isYes === isNo) return null
  return isYes ? 'yes' : 'no'
}

const opposite = (meaning: 'yes' | 'no'): 'yes' | 'no' => (meaning === 'yes' ? 'no' : 'yes')

const simplifiedWords = once(() => ({
  yes: new Set(Object.values(words).flatMap(({ yes }) => yes.map(simplified))),
  no: new Set(Object.values(words).flatMap(({ no }) => no.map(simplified))),
}))
