import { UsageError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { safeText } from '../../safe-text.ts'

/** WHATWG names. ISO-2022-JP is missing on purpose: what a byte means there depends on all that came before. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'shift_jis',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'x-mac-cyrillic',
  'ibm866',
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'euc-kr',
] as const

export type Encoding = (typeof ENCODINGS)[number]

/**
 * The encoding that a WHATWG label names, in any case: `latin2` is iso-8859-2, `iso-8859-1` is windows-1252.
 * @throws UsageError encoding_unsupported
 */
export function encodingNamed(label: string): Encoding {
  const name = canonicalName(label)
  const encoding = ENCODINGS.find((known) => known === name)
  if (encoding !== undefined) return encoding
  const meant = nearest(label, ENCODINGS)
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  throw new UsageError(
    'encoding_unsupported',
    `"${safeText(label, 60)}" is not an encoding that can be read.${hint}`,
    'Pass utf-8, windows-1250 (Central Europe), windows-1251 (Cyrillic), windows-1252 (Western Europe), windows-1254 (Turkish), windows-1257 (Baltic), shift_jis, gb18030, big5, euc-kr or another WHATWG label as encoding; or save the file as CSV UTF-8.',
  )
}

function canonicalName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
