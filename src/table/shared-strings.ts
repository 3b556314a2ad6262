import { tooLarge } from './spreadsheet-problems.ts'
import { TextStore } from './text-store.ts'
import { readXml } from './xml-reader.ts'
import type { Archive } from './zip-archive.ts'

/** Characters of one text: XML may spread it over any number of elements. */
const CHARACTER_CAP = 1024 * 1024

/** The first `count` texts that the cells of a workbook share, by index; all of them where no count is given. */
export async function readSharedStrings(
  archive: Archive,
  part: string | undefined,
  options: { count?: number; signal?: AbortSignal } = {},
): Promise<TextStore> {
  const { count = Number.POSITIVE_INFINITY, signal } = options
  const texts = new TextStore(archive.fileName)
  if (part === undefined || count <= 0) return texts
  const gatherer = textGatherer('si', (text) => texts.add(text))
  for await (const _characters of readXml(archive.text(part, signal), gatherer, archive.fileName)) {
    if (texts.length >= count) break
    if (gatherer.pending() > CHARACTER_CAP)
      throw tooLarge(archive.fileName, `a text of more than ${CHARACTER_CAP} characters`)
  }
  return texts
}

/**
 * Handlers that give the text of each element `name`: its `t` elements, also those of formatted runs, but not `rPh`,
 * which holds how to pronounce it.
 */
export function textGatherer(name: string, take: (text: string) => void) {
  let text = ''
  let inText = false
  let inPhonetic = false
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
      take(unescaped(text))
      text = ''
    },
    pending: () => text.length,
  }
}

/** Spreadsheets write characters that XML does not allow as `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
