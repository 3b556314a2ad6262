import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { SourceFile } from './open-file.ts'

type Facts = Pick<SourceFile, 'fileName' | 'format'>

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-|"private_key"\s*:\s*"/
const ZIP = 'PK\u0003\u0004'
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
 * files. `head` is the beginning of the file. Throws file_type_unsupported, or file_encrypted for a spreadsheet with a
 * password.
 */
export function checkContent(head: Uint8Array, { fileName, format }: Facts): void {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (format === 'xlsx') {
    checkSpreadsheet(text, fileName)
    return
  }
  if (PRIVATE_KEY.test(text.replaceAll('\u0000', ''))) throw refused(fileName, 'holds a private key')
  if (text.startsWith(ZIP)) throw refused(fileName, 'is a zip archive or a spreadsheet under another name')
  if (text.startsWith(COMPOUND)) throw refused(fileName, 'is an old Excel workbook under another name')
  if (BINARY_STARTS.some((start) => text.startsWith(start)) || isBinary(head)) {
    throw refused(fileName, 'is a binary file, not text')
  }
}

function checkSpreadsheet(text: string, fileName: string): void {
  if (text.startsWith(ZIP) || text.startsWith('PK\u0005\u0006')) return
  if (!text.startsWith(COMPOUND)) throw refused(fileName, 'is not a spreadsheet, whatever its name says')
  if (text.replaceAll('\u0000', '').includes('EncryptedPackage')) {
    throw new UsageError(
      'file_encrypted',
      `${safeText(fileName)} is protected with a password.`,
      'Open it in Excel, remove the password (File › Info › Protect Workbook), save it, and pass it again.',
    )
  }
  throw refused(fileName, 'is an old Excel workbook (.xls) under the name .xlsx')
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
    'Pass a CSV file (UTF-8) or an .xlsx workbook as file.',
  )
}
