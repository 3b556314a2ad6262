import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { SourceFile } from './source-file.ts'
import { encrypted, unsupported } from './spreadsheet-problems.ts'

const CONTENT_HEAD = 64 * 1024

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-|"private_key"\s*:\s*"/
/** Records with which workbooks begin that are no compound files: BIFF2 to BIFF4. */
const OLDER_STARTS = ['\u0009\u0000\u0004\u0000', '\u0009\u0002\u0006\u0000', '\u0009\u0004\u0006\u0000']
/** Compound file: an old .xls, or the envelope of a password-protected .xlsx. */
const COMPOUND = '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'
const BINARY_STARTS = [
  '%PDF-',
  '\u0089PNG',
  'GIF8',
  '\u00ff\u00d8\u00ff',
  '\u001f\u008b',
  'SQLite format 3',
  '\u007fELF',
  'MZ\u0090',
  '{\\rtf',
  'Rar!',
  '7z\u00bc\u00af',
  'PAR1',
]
/**
 * Refuses what only carries the name of a table: keys, so that nobody can be talked into uploading one, and binary
 * files. Throws file_type_unsupported, or file_encrypted for a spreadsheet with a password.
 */
export async function checkContent(file: SourceFile): Promise<void> {
  const { fileName, format } = file
  const head = await file.read(0, CONTENT_HEAD)
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (format === 'xlsx') return await checkXlsx(text, file)
  if (format === 'xls') return checkXls(text, fileName)
  if (PRIVATE_KEY.test(text.replaceAll('\u0000', ''))) throw refused(fileName, 'holds a private key')
  if (isZip(text)) throw refused(fileName, 'is a zip archive or a spreadsheet under another name')
  if (text.startsWith(COMPOUND)) throw refused(fileName, 'is an old Excel workbook under another name')
  if (BINARY_STARTS.some((start) => text.startsWith(start)) || isBinary(head)) {
    throw refused(fileName, 'is a binary file, not text')
  }
}

async function checkXlsx(text: string, file: SourceFile): Promise<void> {
  if (isZip(text)) return
  if (!text.startsWith(COMPOUND)) throw refused(file.fileName, 'is not a spreadsheet, whatever its name says')
  const { openCompound } = await import('./xls/compound-file.ts')
  const compound = await openCompound(file)
  if ((await compound.stream('EncryptedPackage')) !== undefined) throw encrypted(file.fileName)
  throw misnamed(file.fileName, 'an old Excel workbook', '.xls')
}

/** Programs like to call other things .xls, because Excel opens them all the same. */
function checkXls(text: string, fileName: string): void {
  if (text.startsWith(COMPOUND)) return
  if (isZip(text)) throw misnamed(fileName, 'a zip file, most likely an .xlsx workbook', '.xlsx')
  if (OLDER_STARTS.some((start) => text.startsWith(start)))
    throw unsupported(fileName, 'a workbook of Excel 4 or older')
  if (/^(?:\u00ef\u00bb\u00bf)?\s*</.test(text)) throw unsupported(fileName, 'a web page or XML under the name .xls')
  throw refused(fileName, 'is not a spreadsheet, whatever its name says')
}

function isZip(text: string): boolean {
  return text.startsWith('PK\u0003\u0004') || text.startsWith('PK\u0005\u0006')
}

/** Eight control characters and more than 1 % are no accident. UTF-16 has many NULs, but all on one side of each pair. */
function isBinary(head: Uint8Array): boolean {
  let controls = 0
  let evenNuls = 0
  let oddNuls = 0
  for (const [index, byte] of head.entries()) {
    if (byte === 0 && index % 2 === 0) evenNuls += 1
    else if (byte === 0) oddNuls += 1
    else if (isControl(byte)) controls += 1
  }
  return controls + Math.min(evenNuls, oddNuls) > Math.max(head.length / 100, 8)
}

/** What no text file holds. Bell, backspace, escape and the old end-of-file mark come from terminals: safeText shows them. */
function isControl(byte: number): boolean {
  return byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1a && byte !== 0x1b)
}

function refused(fileName: string, what: string): UsageError {
  return new UsageError(
    'file_type_unsupported',
    `${safeText(fileName)} ${what}; it is not read.`,
    'Pass a CSV file (UTF-8), an .xlsx or an .xls workbook as file.',
  )
}

function misnamed(fileName: string, what: string, extension: string): UsageError {
  return new UsageError(
    'file_type_unsupported',
    `${safeText(fileName)} is ${what} under another name; it is not read.`,
    `Rename it so that it ends in ${extension}, and pass it again.`,
  )
}
