import en from './en.json' with { type: 'json' }

/** Phrases by meaning; `@` entity, `+` qualifier, `~` words that say nothing. */
export type WordTable = Readonly<Record<string, readonly string[]>>

/** One table a language. English first: other languages borrow its words, it wins a tie. */
export const WORD_TABLES: readonly (readonly [language: string, table: WordTable])[] = [['en', en]]
