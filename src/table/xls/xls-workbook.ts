import { type NumberFormat, numberFormat } from '../number-format.ts'
import type { SourceFile } from '../source-file.ts'
import { damaged, encrypted, tooLarge, unsupported } from '../spreadsheet-problems.ts'
import { TextStore } from '../text-store.ts'
import type { RawRows, Workbook } from '../workbook.ts'
import { oneText, sharedTexts, shortText } from './biff-text.ts'
import { openCompound } from './compound-file.ts'
import { type BiffStream, RECORD, readBiff } from './read-biff.ts'
import { XlsSheetParser, type XlsStyle } from './xls-sheet-parser.ts'

/** The stream of a workbook since Excel 97; Excel 5.0 and 95 called theirs Book. */
const STREAM = 'Workbook'
const BIFF8 = 0x600
const SHEET_CAP = 2_000
const FORMAT_CAP = 100_000
/** A look at the head and a whole reading read nothing more than this many times. */
const READINGS = 4

/**
 * An .xls workbook of Excel 97 to 2003 (BIFF8, [MS-XLS]). Throws UsageError file_unreadable for a damaged file,
 * file_type_unsupported for older ones, file_encrypted, spreadsheet_too_large.
 */
export async function openXls(file: SourceFile, signal?: AbortSignal): Promise<Workbook> {
  const stream = await workbookStream(file)
  const { sheets, sharedAt, ...style } = await readGlobals(stream, signal)
  return {
    fileName: file.fileName,
    sheets: sheets.map(({ name, isHidden, start }) => {
      const end = Math.min(...sheets.map((other) => other.start).filter((other) => other > start), stream.bytes)
      return { name, isHidden, rows: (abort) => rowsOf(stream, { start, end }, style, abort) }
    }),
    texts: (options) => readSharedTexts(stream, sharedAt, options),
  }
}

async function workbookStream(file: SourceFile): Promise<BiffStream> {
  const { fileName } = file
  const compound = await openCompound(file)
  const stream = await compound.stream(STREAM)
  if (stream !== undefined) return { ...stream, fileName, budget: { bytes: stream.bytes * READINGS } }
  if ((await compound.stream('Book')) !== undefined) throw tooOld(fileName)
  if ((await compound.stream('EncryptedPackage')) !== undefined) throw encrypted(fileName)
  throw damaged(fileName, 'it holds no workbook')
}

interface Globals extends XlsStyle {
  sheets: { name: string; isHidden: boolean; start: number }[]
  /** Where the shared texts begin; null: there are none. */
  sharedAt: number | null
}

/** What comes before the sheets. */
async function readGlobals(stream: BiffStream, signal?: AbortSignal): Promise<Globals> {
  const { fileName } = stream
  const reader = new GlobalsReader(fileName)
  const handler = (type: number, content: Buffer, position: number) =>
    orDamaged(fileName, () => reader.record(type, content, position))
  for await (const _bytes of readBiff(stream, handler, { start: 0, signal })) signal?.throwIfAborted()
  return reader.globals()
}

function orDamaged<T>(fileName: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof RangeError) throw damaged(fileName, 'a record ends too early', error)
    throw error
  }
}

class GlobalsReader {
  readonly #fileName: string
  readonly #sheets: Globals['sheets'] = []
  readonly #codes = new Map<number, string>()
  readonly #formatIds: number[] = []
  #sharedAt: number | null = null
  #is1904 = false
  #isBegun = false

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  globals(): Globals {
    if (this.#sheets.length === 0) throw damaged(this.#fileName, 'it has no sheet with cells')
    const formats = this.#formatIds.map((id): NumberFormat => numberFormat(id, this.#codes.get(id)))
    return { sheets: this.#sheets, sharedAt: this.#sharedAt, formats, is1904: this.#is1904, fileName: this.#fileName }
  }

  record(type: number, content: Buffer, position: number): boolean {
    if (!this.#isBegun) {
      this.#begin(type, content)
      return false
    }
    switch (type) {
      case RECORD.EOF:
        return true
      case RECORD.FILEPASS:
        throw encrypted(this.#fileName)
      case RECORD.DATE1904:
        this.#is1904 = content.readUInt16LE(0) === 1
        return false
      case RECORD.SST:
        this.#sharedAt ??= position
        return false
      case RECORD.FORMAT:
        this.#addCode(content)
        return false
      case RECORD.XF:
        this.#formatIds.push(content.readUInt16LE(2))
        return this.#capped(this.#formatIds.length, FORMAT_CAP, 'formats')
      case RECORD.BOUNDSHEET:
        this.#addSheet(content)
        return this.#capped(this.#sheets.length, SHEET_CAP, 'sheets')
      default:
        return false
    }
  }

  #begin(type: number, content: Buffer): void {
    if (type !== RECORD.BOF) throw damaged(this.#fileName, 'it does not begin as a workbook')
    if (content.readUInt16LE(0) !== BIFF8) throw tooOld(this.#fileName)
    this.#isBegun = true
  }

  #addCode(content: Buffer): void {
    const code = oneText(this.#fileName, 2, (text) => this.#codes.set(content.readUInt16LE(0), text))
    if (!code.push(content)) throw new RangeError('a format ends too early')
    this.#capped(this.#codes.size, FORMAT_CAP, 'formats')
  }

  /** Charts, macros and modules are sheets too: they hold no rows. */
  #addSheet(content: Buffer): void {
    if (content.readUInt8(5) !== 0) return
    const isHidden = (content.readUInt8(4) & 3) !== 0
    this.#sheets.push({ name: shortText(content, 6), isHidden, start: content.readUInt32LE(0) })
  }

  #capped(count: number, most: number, what: string): false {
    if (count > most) throw tooLarge(this.#fileName, `more than ${most} ${what}`)
    return false
  }
}

async function* rowsOf(
  stream: BiffStream,
  { start, end }: { start: number; end: number },
  style: XlsStyle,
  signal?: AbortSignal,
): AsyncGenerator<RawRows> {
  const parser = new XlsSheetParser(style)
  const handler = (type: number, content: Buffer) => orDamaged(stream.fileName, () => parser.record(type, content))
  for await (const read of readBiff(stream, handler, { start, signal })) {
    yield { rows: parser.take(), read, share: Math.min(1, read / (end - start)) }
  }
}

async function readSharedTexts(
  stream: BiffStream,
  start: number | null,
  { count = Number.POSITIVE_INFINITY, signal }: { count?: number; signal?: AbortSignal } = {},
): Promise<TextStore> {
  const texts = new TextStore(stream.fileName)
  if (start === null || count <= 0) return texts
  const reader = sharedTexts(stream.fileName, (text) => texts.add(text))
  const handler = (type: number, content: Buffer, position: number) => {
    if (position !== start && type !== RECORD.CONTINUE) throw damaged(stream.fileName, 'its texts end too early')
    return reader.push(content) || texts.length >= count
  }
  for await (const _bytes of readBiff(stream, handler, { start, signal })) signal?.throwIfAborted()
  return texts
}

const tooOld = (fileName: string) => unsupported(fileName, 'a workbook of Excel 95 or older')
