import fc from 'fast-check'
import type { Dialect } from '../../src/table/table.ts'
import type { CaseFile } from './differential-case.ts'

/** How the rows of a file stand in its bytes. */
export interface FileForm extends Pick<Dialect, 'encoding' | 'bom' | 'delimiter' | 'hasHeader'> {
  /** In turn, line by line. */
  lineEnds: readonly string[]
  quoting: 'needed' | 'all' | 'loose'
  /** Lines in front of the header. */
  preamble: readonly string[]
  endsInBreak: boolean
  /**
   * Blank lines behind the header, more than the piece of a file that is always read as text: what follows is read as
   * bytes where the encoding allows that.
   */
  blankLines: number
  /** A quote in the last line that nobody closes. */
  isOpen: boolean
}

/** Numbers, so that everything shrinks towards a plain file: 0 is always the harmless choice. */
export interface DrawnForm {
  encoding: number
  delimiter: number
  lineEnds: number
  quoting: number
  preamble: number
  header: number
  end: number
  length: number
}

export const someForm: fc.Arbitrary<DrawnForm> = fc.record({
  encoding: fc.nat(11),
  delimiter: fc.nat(5),
  lineEnds: fc.nat(7),
  quoting: fc.nat(4),
  preamble: fc.nat(9),
  header: fc.nat(7),
  end: fc.nat(49),
  length: fc.nat(2),
})

const DELIMITERS = [',', ',', ',', ';', '\t', '|'] as const
const LINE_ENDS = [['\n'], ['\n'], ['\n'], ['\n'], ['\r\n'], ['\r\n'], ['\r\n', '\n'], ['\r', '\n', '\r\n']]
const QUOTING = ['needed', 'needed', 'needed', 'all', 'loose'] as const
const PREAMBLES = [['Report of May'], ['', 'Created,by;somebody', ''], ['"Not a table"']]
const ENCODINGS = [
  { encoding: 'utf-8', bom: true },
  { encoding: 'utf-16le', bom: true },
  { encoding: 'utf-16be', bom: true },
  { encoding: 'utf-16le', bom: false },
  { encoding: 'windows-1252', bom: false },
] as const
const PLAIN = { encoding: 'utf-8', bom: false } as const

export const formOf = (drawn: DrawnForm): FileForm => ({
  ...(ENCODINGS[drawn.encoding - 7] ?? PLAIN),
  delimiter: DELIMITERS[drawn.delimiter] ?? ',',
  lineEnds: LINE_ENDS[drawn.lineEnds] ?? ['\n'],
  quoting: QUOTING[drawn.quoting] ?? 'needed',
  preamble: PREAMBLES[drawn.preamble - 7] ?? [],
  hasHeader: drawn.header < 7,
  endsInBreak: drawn.end < 40,
  blankLines: drawn.length === 0 ? 0 : 4_200,
  isOpen: drawn.end === 49,
})

/** The file as text, and as the bytes of its encoding. */
export function fileOf(
  { columns, rows, form }: CaseFile,
  fill: (text: string) => string,
): { text: string; bytes: Buffer; dialect: Dialect } {
  const { lineEnds, preamble, hasHeader, endsInBreak } = form
  const written = rows.flatMap(({ cells, afterBlankLine }) => [
    ...(afterBlankLine ? [''] : []),
    recordOf(cells.map(fill), form),
  ])
  const header = hasHeader
    ? [
        recordOf(
          columns.map(({ columnName }) => columnName),
          form,
        ),
      ]
    : []
  const blank = Array.from({ length: form.blankLines }, () => '')
  const lines = [...preamble, ...header, ...blank, ...written, ...(form.isOpen ? ['"open'] : [])]
  const all = lines.map((line, index) => `${line}${lineEnds[index % lineEnds.length]}`).join('')
  const text = endsInBreak ? all : all.replace(/[\r\n]+$/, '')
  const { encoding, bom } = encodable(text, form)
  const { delimiter } = form
  return {
    text,
    bytes: encoded(bom ? `\ufeff${text}` : text, encoding),
    dialect: { encoding, bom, delimiter, hasHeader, firstLine: preamble.length + 1, columnCount: columns.length },
  }
}

function recordOf(cells: readonly string[], { delimiter, quoting }: FileForm): string {
  const isAlone = cells.length === 1
  return cells.map((cell) => (needsQuotes(cell, { delimiter, quoting, isAlone }) ? quoted(cell) : cell)).join(delimiter)
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

function needsQuotes(
  cell: string,
  { delimiter, quoting, isAlone }: Pick<FileForm, 'delimiter' | 'quoting'> & { isAlone: boolean },
): boolean {
  if (quoting === 'all') return true
  if (isAlone && cell.trim() === '') return true
  if (/[\r\n]/.test(cell) || cell.includes(delimiter)) return true
  // A quote inside a cell without quotes is an ordinary character.
  return quoting === 'loose' ? cell.startsWith('"') : cell.includes('"')
}

/** Letters that Windows-1252 does not have need another encoding. */
const encodable = (text: string, { encoding, bom }: FileForm): Pick<FileForm, 'encoding' | 'bom'> =>
  encoding === 'windows-1252' && /[^\t\r\n -~\xa0-\xff]/.test(text) ? PLAIN : { encoding, bom }

function encoded(text: string, encoding: FileForm['encoding']): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  return Buffer.from(text, encoding === 'windows-1252' ? 'latin1' : 'utf8')
}
