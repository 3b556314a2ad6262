import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { RawRow } from './raw-rows.ts'
import type { TextStore } from './text-store.ts'

/** A workbook of either format, without a row read. */
export interface Workbook {
  fileName: string
  sheets: Sheet[]
  /** The first `count` texts that its cells share; all of them where no count is given. */
  texts(options?: { count?: number; signal?: AbortSignal }): Promise<TextStore>
}

export interface Sheet {
  name: string
  /** A person does not see it. */
  isHidden: boolean
  /** The rows with a value in them, in batches. */
  rows(signal?: AbortSignal): AsyncGenerator<RawRows>
}

export interface RawRows {
  rows: RawRow[]
  /** What has been read of the sheet so far, in characters or bytes. */
  read: number
  /** The same as a share of the sheet, 0–1. */
  share: number
}

/** The sheet of that name. Throws invalid_arguments with the names there are. */
export function sheetNamed({ sheets, fileName }: Workbook, name: string): Sheet {
  const sheet = sheets.find((candidate) => candidate.name === name)
  if (sheet !== undefined) return sheet
  const names = sheets.map((candidate) => `"${safeText(candidate.name)}"${candidate.isHidden ? ' (hidden)' : ''}`)
  throw new UsageError(
    'invalid_arguments',
    `${safeText(fileName)} has no sheet "${safeText(name)}"; its sheets are ${safeText(names.join(', '), 1000)}.`,
    'Pass one of these names as sheet.',
  )
}
