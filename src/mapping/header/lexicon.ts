import { once } from '../../once.ts'
import { WORD_TABLES } from '../words/word-tables.ts'
import { phraseKeys } from './header-tokens.ts'

/** field: the meaning itself (concept); entity: the object it belongs to; qualifier: which of several; person: whose, of two people in a row; filler: noise. */
export type WordSort = 'field' | 'entity' | 'qualifier' | 'person' | 'filler'

export interface Word {
  sort: WordSort
  /** Concept, entity or qualifier key of the word tables. */
  id: string
  language: string
}

export interface Lexicon {
  words: ReadonlyMap<string, readonly Word[]>
  /** Keys of fields by first letter, for spelling mistakes. */
  spellings: ReadonlyMap<string, readonly string[]>
}

/** All phrases of all languages by their key. Built at first use. */
export const lexicon = once(buildLexicon)

const SORTS: Readonly<Record<string, WordSort>> = { '@': 'entity', '+': 'qualifier', '=': 'person', '~': 'filler' }

function buildLexicon(): Lexicon {
  const words = new Map<string, Word[]>()
  for (const [language, table] of WORD_TABLES) {
    for (const [id, phrases] of Object.entries(table)) addPhrases(words, { language, id, phrases })
  }
  return { words, spellings: spellingIndex(words) }
}

function addPhrases(
  words: Map<string, Word[]>,
  { language, id, phrases }: { language: string; id: string; phrases: readonly string[] },
): void {
  const sort = SORTS[id.charAt(0)] ?? 'field'
  const word: Word = { sort, id: sort === 'field' ? id : id.slice(1), language }
  for (const key of phrases.flatMap(phraseKeys)) {
    const known = words.get(key)
    if (known === undefined) words.set(key, [word])
    else if (!known.some((other) => other.id === word.id && other.language === language && other.sort === sort))
      known.push(word)
  }
}

const MIN_SPELLING = 6

function spellingIndex(words: ReadonlyMap<string, readonly Word[]>): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const [key, entries] of words) {
    if (key.length < MIN_SPELLING || !entries.some((word) => word.sort === 'field')) continue
    const bucket = `${key.charAt(0)}${key.length}`
    const known = index.get(bucket)
    if (known === undefined) index.set(bucket, [key])
    else known.push(key)
  }
  return index
}
