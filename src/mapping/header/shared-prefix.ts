import { headerTokens } from './header-tokens.ts'
import { tileHeader } from './tiles.ts'

/** So many columns do not begin with the same word by chance. */
const MIN_SHARED = 3

/**
 * For each header the tokens without a word in front that no table knows and that other columns have too: the name of a
 * table of an old database (Fac_Mor, Fac_Cp), which says as little as the name of the file. Undefined where there is none,
 * where another column has the same words without it, as it says which of the two is meant, and where words are written
 * with spaces: "Bid Type" is not just any type.
 */
export function withoutSharedPrefix(headers: readonly string[]): readonly (readonly string[] | undefined)[] {
  const all = headers.map(headerTokens)
  const isOneWord = headers.map((header) => !/\s/.test(header.trim()))
  const shared = new Map<string, number>()
  for (const [first, ...rest] of all.filter((_, at) => isOneWord[at])) {
    if (first !== undefined && rest.length > 0) shared.set(first, (shared.get(first) ?? 0) + 1)
  }
  const prefixes = new Set(
    [...shared].filter(([word, count]) => count >= MIN_SHARED && isUnknown(word)).map(([word]) => word),
  )
  if (prefixes.size === 0) return all.map(() => undefined)
  const keys = all.map(keyOf(prefixes))
  return all.map(([first = '', ...rest], at) =>
    isOneWord[at] && rest.length > 0 && prefixes.has(first) && keys.filter((key) => key === keys[at]).length === 1
      ? rest
      : undefined,
  )
}

const isUnknown = (word: string): boolean => tileHeader([word]).every(({ words }) => words.length === 0)

const keyOf =
  (prefixes: ReadonlySet<string>) =>
  ([first = '', ...rest]: readonly string[]): string =>
    (rest.length > 0 && prefixes.has(first) ? rest : [first, ...rest]).join('')
