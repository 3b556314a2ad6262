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
    `${safeText(fileName)} is damaged or no .xlsx workbook: ${what}.`,
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
