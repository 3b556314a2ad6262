import { type BuildOptions, type BuiltEntry, compound } from './build-compound.ts'

/** The longest content of one record; what is longer goes on in CONTINUE records. */
const MOST = 8224

export interface BuiltXlsSheet {
  name: string
  /** Records of the cells, in the order of the sheet. */
  cells: readonly Buffer[]
  state?: 'hidden' | 'veryHidden'
  /** 0 a sheet of cells, 2 a chart. */
  kind?: number
  /** It is said to begin where the sheet with this index does. */
  startOf?: number
}

export interface BuiltXls {
  sheets: readonly BuiltXlsSheet[]
  strings?: readonly (string | SharedText)[]
  /** Codes of number formats from id 164 on. */
  codes?: readonly string[]
  /** Id of the number format of each cell format; default: General, then the codes in their order. */
  formats?: readonly number[]
  is1904?: boolean
  /** Records put before the sheets are named. */
  globals?: readonly Buffer[]
  version?: number
  /** Name of the stream; Excel 95 called it Book. */
  stream?: string
  /** Further entries of the compound file, before the workbook. */
  entries?: readonly BuiltEntry[]
  /** Bytes before a SST record ends and goes on in a CONTINUE record. */
  splitAt?: number
}

export interface SharedText {
  text: string
  /** Formatted runs, four bytes each. */
  runs?: number
  /** Bytes that tell how to pronounce it. */
  phonetic?: number
}

export function xls(workbook: BuiltXls, options?: BuildOptions): Buffer {
  const { stream = 'Workbook', entries = [] } = workbook
  return compound([...entries, { name: stream, content: workbookStream(workbook) }], options)
}

/** The records of a workbook ([MS-XLS]). */
export function workbookStream(workbook: BuiltXls): Buffer {
  const { sheets, strings = [], codes = [], is1904 = false, globals = [], version = 0x600, splitAt } = workbook
  const formats = workbook.formats ?? [0, ...codes.keys()].map((id, index) => (index === 0 ? 0 : 164 + id))
  const before = Buffer.concat([
    begin(0x05, version),
    record(0x42, uint16(1200)),
    record(0x22, uint16(is1904 ? 1 : 0)),
    ...globals,
    ...codes.map((code, index) => record(0x41e, Buffer.concat([uint16(164 + index), text(code)]))),
    ...formats.map((id) => record(0xe0, Buffer.concat([uint16(0), uint16(id), Buffer.alloc(16)]))),
  ])
  const named = (starts: readonly number[]) =>
    sheets.map(({ name, state, kind = 0, startOf }, index) => {
      const hidden = state === undefined ? 0 : ['', 'hidden', 'veryHidden'].indexOf(state)
      return record(
        0x85,
        Buffer.concat([uint32(starts[startOf ?? index] ?? 0), Buffer.from([hidden, kind]), shortText(name)]),
      )
    })
  const after = Buffer.concat([...(strings.length === 0 ? [] : sharedStrings(strings, splitAt)), record(0x0a)])
  const bodies = sheets.map(({ cells }) => Buffer.concat([begin(0x10, version), ...cells, record(0x0a)]))
  const first = before.length + Buffer.concat(named([])).length + after.length
  const starts = bodies.map((_, index) => first + Buffer.concat(bodies.slice(0, index)).length)
  return Buffer.concat([before, ...named(starts), after, ...bodies])
}

export function record(type: number, content: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([uint16(type), uint16(content.length), content])
}

/** A record and its CONTINUE records. */
export function longRecord(type: number, pieces: readonly Buffer[]): Buffer {
  return Buffer.concat(pieces.map((piece, index) => record(index === 0 ? type : 0x3c, piece)))
}

export const begin = (kind: number, version = 0x600): Buffer =>
  record(0x809, Buffer.concat([uint16(version), uint16(kind), Buffer.alloc(12)]))

/** What every cell begins with. */
const place = (row: number, column: number, format = 0): Buffer =>
  Buffer.concat([uint16(row), uint16(column), uint16(format)])

/** Rows and columns count from 0 here, as in the file. */
export const labelCell = (row: number, column: number, value: string): Buffer =>
  record(0x204, Buffer.concat([place(row, column), text(value)]))

export const richCell = (row: number, column: number, value: string): Buffer =>
  record(0xd6, Buffer.concat([place(row, column), text({ text: value, runs: 2 })]))

export const sharedCell = (row: number, column: number, index: number): Buffer =>
  record(0xfd, Buffer.concat([place(row, column), uint32(index)]))

export const numberCell = (row: number, column: number, value: number, format = 0): Buffer =>
  record(0x203, Buffer.concat([place(row, column, format), double(value)]))

export const rkCell = (row: number, column: number, bits: number, format = 0): Buffer =>
  record(0x27e, Buffer.concat([place(row, column, format), uint32(bits)]))

export const mulRkCell = (row: number, column: number, bits: readonly number[], format = 0): Buffer =>
  record(
    0xbd,
    Buffer.concat([
      uint16(row),
      uint16(column),
      ...bits.map((one) => Buffer.concat([uint16(format), uint32(one)])),
      uint16(column + bits.length - 1),
    ]),
  )

export const truthCell = (row: number, column: number, value: boolean): Buffer =>
  record(0x205, Buffer.concat([place(row, column), Buffer.from([value ? 1 : 0, 0])]))

export const errorCell = (row: number, column: number, code: number): Buffer =>
  record(0x205, Buffer.concat([place(row, column), Buffer.from([code, 1])]))

export const blankCell = (row: number, column: number): Buffer => record(0x201, place(row, column))

export const mulBlankCell = (row: number, column: number, count: number): Buffer =>
  record(0xbe, Buffer.concat([uint16(row), uint16(column), Buffer.alloc(count * 2), uint16(column + count - 1)]))

export type FormulaResult = number | boolean | 'text' | 'blank' | { error: number }

/** A formula; the text of the result 'text' follows in a stringResult. */
export const formulaCell = (row: number, column: number, result: FormulaResult, format = 0): Buffer =>
  record(0x06, Buffer.concat([place(row, column, format), resultBytes(result), Buffer.alloc(8)]))

export const stringResult = (value: string): Buffer => record(0x207, text(value))

function resultBytes(result: FormulaResult): Buffer {
  if (typeof result === 'number') return double(result)
  const special = (kind: number, value: number) => Buffer.from([kind, 0, value, 0, 0, 0, 0xff, 0xff])
  if (result === 'text') return special(0, 0)
  if (result === 'blank') return special(3, 0)
  if (typeof result === 'boolean') return special(1, result ? 1 : 0)
  return special(2, result.error)
}

/** A row of texts. */
export const labelRow = (row: number, cells: readonly string[]): Buffer[] =>
  cells.map((cell, column) => labelCell(row, column, cell))

/** A whole number as RK; `isHundredths`: it stands for a hundredth of it. */
export const rkInteger = (value: number, isHundredths = false): number =>
  ((value << 2) | 2 | (isHundredths ? 1 : 0)) >>> 0

/** The upper half of a double as RK: only for numbers whose lower half is 0. */
export function rkDouble(value: number): number {
  return (double(value).readUInt32LE(4) & ~3) >>> 0
}

/** Length, flags, characters of one byte where they fit; then runs and pronunciation. */
export function text(value: string | SharedText): Buffer {
  const { text: characters, runs = 0, phonetic = 0 } = typeof value === 'string' ? { text: value } : value
  const wide = isWide(characters)
  const flags = (wide ? 1 : 0) | (phonetic > 0 ? 4 : 0) | (runs > 0 ? 8 : 0)
  return Buffer.concat([
    uint16(characters.length),
    Buffer.from([flags]),
    ...(runs > 0 ? [uint16(runs)] : []),
    ...(phonetic > 0 ? [uint32(phonetic)] : []),
    Buffer.from(characters, wide ? 'utf16le' : 'latin1'),
    Buffer.alloc(runs * 4 + phonetic, 0x2e),
  ])
}

const isWide = (value: string): boolean => [...value].some((character) => (character.codePointAt(0) ?? 0) > 0xff)

function shortText(value: string): Buffer {
  const wide = isWide(value)
  return Buffer.concat([Buffer.from([value.length, wide ? 1 : 0]), Buffer.from(value, wide ? 'utf16le' : 'latin1')])
}

/**
 * The shared texts, cut wherever a record is full: within the characters the next record begins with the flags again,
 * within formatting and pronunciation it does not.
 */
function sharedStrings(strings: readonly (string | SharedText)[], splitAt = MOST): Buffer[] {
  const pieces: Buffer[][] = [[uint32(strings.length), uint32(strings.length)]]
  let used = 8
  const add = (bytes: Buffer) => {
    pieces.at(-1)?.push(bytes)
    used += bytes.length
  }
  const next = () => {
    pieces.push([])
    used = 0
  }
  for (const value of strings) {
    const bytes = text(value)
    const { text: characters, runs = 0, phonetic = 0 } = typeof value === 'string' ? { text: value } : value
    const head = 3 + (runs > 0 ? 2 : 0) + (phonetic > 0 ? 4 : 0)
    const width = isWide(characters) ? 2 : 1
    if (used + head > splitAt) next()
    add(bytes.subarray(0, head))
    const end = head + characters.length * width
    for (let at = head; at < end; ) {
      const room = Math.floor((splitAt - used) / width) * width
      if (room <= 0) {
        next()
        add(Buffer.from([width - 1]))
        continue
      }
      add(bytes.subarray(at, Math.min(end, at + room)))
      at += room
    }
    for (let at = end; at < bytes.length; ) {
      if (used >= splitAt) next()
      const room = splitAt - used
      add(bytes.subarray(at, at + room))
      at += room
    }
  }
  return [
    longRecord(
      0xfc,
      pieces.map((piece) => Buffer.concat(piece)),
    ),
  ]
}

export function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16LE(value)
  return buffer
}

export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

function double(value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleLE(value)
  return buffer
}
