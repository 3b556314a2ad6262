import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'

/** What the libraries throw about the bytes becomes a problem of the file. */
export async function undamaged<T>(fileName: string, step: () => Promise<T> | T): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error
    throw damaged(fileName, safeText(error.message), error)
  }
}

export function damaged(fileName: string, what: string, cause?: unknown): UsageError {
  return new UsageError(
    'file_unreadable',
    `${safeText(fileName)} is damaged or no workbook: ${what}.`,
    'Open it in a spreadsheet program, save it again as .xlsx or CSV (UTF-8), and pass that file.',
    { cause },
  )
}

export function tooLarge(fileName: string, what: string): UsageError {
  return new UsageError(
    'spreadsheet_too_large',
    `${safeText(fileName)} has ${what}.`,
    'Delete what is not imported, or save the sheet as CSV (UTF-8), and pass that file.',
  )
}

export function encrypted(fileName: string): UsageError {
  return new UsageError(
    'file_encrypted',
    `${safeText(fileName)} is protected with a password.`,
    'Open it in Excel, remove the password (File › Info › Protect Workbook), save it, and pass it again.',
  )
}

/** `kind`: what it is instead of a workbook that can be read. */
export function unsupported(fileName: string, kind: string): UsageError {
  return new UsageError(
    'file_type_unsupported',
    `${safeText(fileName)} is ${kind}, which is not read.`,
    'Open it in a spreadsheet program, save it as .xlsx or CSV (UTF-8), and pass that file.',
  )
}
