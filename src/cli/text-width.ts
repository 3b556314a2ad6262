/** Characters that take two cells of a terminal: East Asian Wide and Fullwidth, and what is an emoji by itself. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const COMBINING = /^\p{M}$/u

/** Cells of a terminal that a text without control characters takes. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** At most `width` cells; what is longer ends in "…". */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let out = ''
  let used = 0
  for (const character of text) {
    used += characterWidth(character)
    if (used > width - 1) break
    out += character
  }
  return `${out.trimEnd()}…`
}

/** Exactly `width` cells. */
export function fitText(text: string, width: number): string {
  const cut = cutText(text, width)
  return cut + ' '.repeat(width - textWidth(cut))
}

/**
 * Lines of at most `width` cells (the first of at most `firstWidth`), broken at spaces; a word that is longer by
 * itself is broken anywhere.
 */
export function wrapText(text: string, width: number, firstWidth = width): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textWidth(longer) <= (lines.length === 0 ? firstWidth : width)) {
      line = longer
      continue
    }
    lines.push(line)
    line = word
  }
  return [...lines, line]
}

function pieces(word: string, width: number): string[] {
  const out: string[] = []
  let piece = ''
  for (const character of word) {
    if (textWidth(piece + character) > width) {
      out.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...out, piece]
}
