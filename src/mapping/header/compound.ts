import { cheapestPath, type Path } from './cheapest-path.ts'
import type { Lexicon, Word } from './lexicon.ts'
import { costOf, type Tile } from './tile.ts'

/** Scripts that write words without spaces between them. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const MAX_PIECE = 18

/** `companycity`, `Geburtsdatum`, `携帯電話番号`: one written word that is several known ones. */
export function compound(key: string, words: Lexicon): Path<Tile> | undefined {
  return DENSE.test(key) ? denseCompound(key, words) : spacedCompound(key, words)
}

/** Unknown characters between known words are allowed, as long as the first one is known. */
function denseCompound(key: string, words: Lexicon): Path<Tile> | undefined {
  const letters = [...key]
  const path = cheapestPath(letters.length, MAX_PIECE, (start, end) => densePiece(letters.slice(start, end), words))
  if (path === undefined || path.pieces.every((tile) => tile.words.length === 0)) return undefined
  return { cost: path.cost + 0.2, pieces: joinUnknown(path.pieces) }
}

/** The characters that nobody knows side by side are one word. */
function joinUnknown(pieces: readonly Tile[]): Tile[] {
  const joined: Tile[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before?.found !== 'unknown' || piece.found !== 'unknown') joined.push(piece)
    else joined.splice(-1, 1, unknownTile(before.key + piece.key))
  }
  return joined
}

const unknownTile = (key: string): Tile => ({ key, words: [], tokens: [key], found: 'unknown' })

function densePiece(letters: readonly string[], words: Lexicon): Path<Tile> | undefined {
  const key = letters.join('')
  const entries = words.words.get(key)
  if (entries !== undefined) return pieceOf(key, entries, { cost: costOf(entries), found: 'written' })
  return letters.length > 1 ? undefined : pieceOf(key, [], { cost: 1.6, found: 'unknown' })
}

const MIN_LETTERS = 6
const MAX_LETTERS = 40
const MIN_PIECE = 3

/** Nothing may be left over, and one language must know all pieces. */
function spacedCompound(key: string, words: Lexicon): Path<Tile> | undefined {
  if (key.length < MIN_LETTERS || key.length > MAX_LETTERS) return undefined
  const path = cheapestPath(key.length, MAX_PIECE, (start, end) =>
    linkedPiece(key.slice(start, end), words, start === 0),
  )
  if (path === undefined || path.pieces.length < 2 || !sharesLanguage(path.pieces)) return undefined
  return { ...path, cost: path.cost + 0.2 }
}

/** Letters between the parts of German, Dutch and Nordic compounds. */
const LINKS = ['', 's', 'n', 'en', 'es', 'e']

function linkedPiece(piece: string, words: Lexicon, isFirst: boolean): Path<Tile> | undefined {
  for (const link of isFirst ? [''] : LINKS) {
    const key = piece.startsWith(link) ? piece.slice(link.length) : ''
    const entries = key.length < MIN_PIECE ? undefined : words.words.get(key)
    if (entries !== undefined) {
      return pieceOf(key, entries, { cost: costOf(entries) + (link === '' ? 0 : 0.1), found: 'compound' })
    }
  }
  return undefined
}

const pieceOf = (
  key: string,
  words: readonly Word[],
  { cost, found }: { cost: number; found: Tile['found'] },
): Path<Tile> => ({ cost, pieces: [{ key, words, tokens: [key], found }] })

function sharesLanguage(tiles: readonly Tile[]): boolean {
  const [first, ...rest] = tiles.map((tile) => new Set(tile.words.map((word) => word.language)))
  return first !== undefined && [...first].some((language) => rest.every((languages) => languages.has(language)))
}
