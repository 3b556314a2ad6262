import type { ImportErrorRecord, ImportRecord } from '../hubspot/import-record.ts'

/** Where an error is, in the words of the source. */
export interface ErrorPlace {
  /** Place of the file in the plan. */
  fileIndex: number
  /** Data row of that file, from 1; null: the header, or the whole file. */
  record: number | null
}

/** A started import: all rows of its files, or a part of those of one. */
export interface StartedPart {
  record: ImportRecord
  /** Data rows of the source before it. */
  recordsBefore: number
}

/**
 * The one place where HubSpot's line numbers become rows of the source. HubSpot counts records with the header as 1,
 * and record n of an upload is record n of its source, whatever was left out, repaired or encoded anew, with
 * the rows of the parts before it.
 */
export function placeOfError({ sourceData }: ImportErrorRecord, { record, recordsBefore }: StartedPart): ErrorPlace {
  const { fileId, lineNumber } = sourceData
  const { metadata } = record
  return {
    fileIndex: Math.max(0, metadata.fileIds.indexOf(fileId)),
    record: lineNumber >= 2 ? recordsBefore + lineNumber - 1 : null,
  }
}

/** HubSpot's own line of a data row. */
export const uploadedLine = (record: number): number => record + 1
