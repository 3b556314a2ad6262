import { type Lexicon, lexicon, type Word } from './lexicon.ts'
import { closestKey } from './spelling.ts'

/** A stretch of a header that the word tables know, or one unknown word (`words` empty). */
export interface Tile {
  key: string
  words: readonly Word[]
  /** The words of the header it covers. */
  tokens: readonly string[]
  /** How it was found: as written, as part of a compound, or after correcting one letter. */
  found: 'written' | 'compound' | 'corrected' | 'unknown'
}

interface Path {
  cost: number
  tiles: readonly Tile[]
}

const MAX_PHRASE = 7
const COST = { field: 1, other: 1.05, filler: 0.3, unknown: 3 } as const

/** The header cut into the fewest known phrases. */
export function tileHeader(tokens: readonly string[]): readonly Tile[] {
  const words = lexicon()
  const best: Path[] = [{ cost: 0, tiles: [] }]
  for (let end = 1; end <= tokens.length; end += 1) {
    let path: Path | undefined
    for (let start = Math.max(0, end - MAX_PHRASE); start < end; start += 1) {
      const before = best[start]
      const step = before === undefined ? undefined : stepTo(tokens.slice(start, end), words)
      if (before === undefined || step === undefined) continue
      const cost = before.cost + step.cost
      if (path === undefined || cost < path.cost) path = { cost, tiles: [...before.tiles, ...step.tiles] }
    }
    best[end] = path ?? { cost: Number.POSITIVE_INFINITY, tiles: [] }
  }
  return best[tokens.length]?.tiles ?? []
}

function stepTo(tokens: readonly string[], words: Lexicon): Path | undefined {
  const key = tokens.join('')
  const entries = words.words.get(key) ?? singular(key, words)
  if (entries !== undefined) {
    return { cost: costOf(entries), tiles: [{ key, words: entries, tokens, found: 'written' }] }
  }
  if (tokens.length > 1) return undefined
  return compound(key, words) ?? corrected(key, words) ?? unknown(key)
}

function costOf(entries: readonly Word[]): number {
  if (entries.every((word) => word.sort === 'filler')) return COST.filler
  return entries.some((word) => word.sort === 'field') ? COST.field : COST.other
}

function singular(key: string, words: Lexicon): readonly Word[] | undefined {
  return key.length > 3 && key.endsWith('s') ? words.words.get(key.slice(0, -1)) : undefined
}

function unknown(key: string): Path {
  return { cost: COST.unknown, tiles: [{ key, words: [], tokens: [key], found: 'unknown' }] }
}

const MIN_CORRECTED = 5

function corrected(key: string, words: Lexicon): Path | undefined {
  if (key.length < MIN_CORRECTED || !/^\p{L}+$/u.test(key)) return undefined
  const closest = closestKey(key, words.spellings)
  const entries = closest === undefined ? undefined : words.words.get(closest)
  if (entries === undefined) return undefined
  return { cost: 1.8, tiles: [{ key, words: entries, tokens: [key], found: 'corrected' }] }
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const LINKS = ['', 's', 'n', 'en', 'es', 'e']
const MAX_PIECE = 18

/** `companycity`, `Geburtsdatum`, `携帯電話番号`: one written word that is several known ones, with nothing left over. */
function compound(key: string, words: Lexicon): Path | undefined {
  const dense = CJK.test(key)
  const letters = dense ? [...key] : key.split('')
  if (!dense && (letters.length < 6 || letters.length > 40)) return undefined
  const best: (Path | undefined)[] = [{ cost: 0, tiles: [] }]
  for (let end = 1; end <= letters.length; end += 1) best[end] = bestPiece(letters, { end, best, dense, words })
  const path = best[letters.length]
  if (path === undefined || path.tiles.length < 2) return dense ? denseUnknown(path) : undefined
  if (!dense && !sharesLanguage(path.tiles)) return undefined
  return { cost: path.cost + 0.2, tiles: path.tiles }
}

const denseUnknown = (path: Path | undefined): Path | undefined =>
  path?.tiles[0]?.words.length === 0 ? undefined : path

interface PieceSearch {
  end: number
  best: readonly (Path | undefined)[]
  dense: boolean
  words: Lexicon
}

function bestPiece(letters: readonly string[], { end, best, dense, words }: PieceSearch): Path | undefined {
  let found: Path | undefined
  for (let start = Math.max(0, end - MAX_PIECE); start < end; start += 1) {
    const before = best[start]
    if (before === undefined) continue
    const step = pieceStep(letters.slice(start, end).join(''), { dense, words, first: start === 0 })
    if (step === undefined) continue
    const cost = before.cost + step.cost
    if (found === undefined || cost < found.cost) found = { cost, tiles: [...before.tiles, ...step.tiles] }
  }
  return found
}

function pieceStep(
  piece: string,
  { dense, words, first }: { dense: boolean; words: Lexicon; first: boolean },
): Path | undefined {
  for (const link of dense || first ? [''] : LINKS) {
    if (!piece.startsWith(link)) continue
    const key = piece.slice(link.length)
    const entries = key.length >= (dense ? 1 : 3) ? words.words.get(key) : undefined
    if (entries !== undefined) {
      return {
        cost: costOf(entries) + (link === '' ? 0 : 0.1),
        tiles: [{ key, words: entries, tokens: [key], found: dense ? 'written' : 'compound' }],
      }
    }
  }
  if (!dense || [...piece].length > 1) return undefined
  return { cost: 1.6, tiles: [{ key: piece, words: [], tokens: [piece], found: 'unknown' }] }
}

function sharesLanguage(tiles: readonly Tile[]): boolean {
  const [first, ...rest] = tiles.map((tile) => new Set(tile.words.map((word) => word.language)))
  return first !== undefined && [...first].some((language) => rest.every((languages) => languages.has(language)))
}
