import { tooLarge } from './spreadsheet-problems.ts'
import { readXml } from './xml-reader.ts'
import type { Archive } from './zip-archive.ts'

const COUNT_CAP = 5_000_000
const CHARACTER_CAP = 256 * 1024 * 1024

/** The first `count` texts that the cells of a workbook share, by index; all of them where no count is given. */
export async function readSharedStrings(
  archive: Archive,
  part: string | undefined,
  options: { count?: number; signal?: AbortSignal } = {},
): Promise<string[]> {
  const { count = Number.POSITIVE_INFINITY, signal } = options
  const strings: string[] = []
  if (part === undefined || count <= 0) return strings
  const gatherer = textGatherer('si', (text) => strings.push(text))
  for await (const _characters of readXml(archive.text(part, signal), gatherer, archive.fileName)) {
    if (strings.length >= count) break
    if (strings.length > COUNT_CAP) throw tooLarge(archive.fileName, `more than ${COUNT_CAP} different texts`)
    if (gatherer.characters() > CHARACTER_CAP) throw tooLarge(archive.fileName, 'too much text')
  }
  return strings
}

/**
 * Handlers that give the text of each element `name`: its `t` elements, also those of formatted runs, but not `rPh`,
 * which holds how to pronounce it.
 */
export function textGatherer(name: string, take: (text: string) => void) {
  let text = ''
  let inText = false
  let inPhonetic = false
  let characters = 0
  return {
    open: (element: string) => {
      if (element === 'rPh') inPhonetic = true
      if (element === 't') inText = !inPhonetic
    },
    text: (part: string) => {
      if (inText) text += part
    },
    close: (element: string) => {
      if (element === 'rPh') inPhonetic = false
      if (element === 't') inText = false
      if (element !== name) return
      characters += text.length
      take(unescaped(text))
      text = ''
    },
    characters: () => characters + text.length,
  }
}

/** Spreadsheets write characters that XML does not allow as `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
