/** Bytes of one file as they will be sent. */
export interface PreparedFile {
  fileName: string
  bytes: number
  sha256: string
  /** A chunk holds until the next one is asked for: memory is used again. */
  stream(): AsyncIterable<Uint8Array>
  /** Removes the prepared copy. */
  close(): Promise<void>
}

/** What of a file goes into one import. */
export interface FilePart {
  /** Data rows of the source before it. */
  recordsBefore: number
  rows: number
  bytes: number
  sha256: string
}

/** A planned file as it will be sent: one part, or several where it is above HubSpot's limits. */
export interface FileUpload {
  fileName: string
  parts: readonly FilePart[]
  /** Key columns of which neighbours with the same value came into two parts: the group was too large. */
  splits: readonly string[]
  /** The bytes of a part; a copy, where one is needed, is made now. In rising order this reads the source once. */
  prepare(index: number): Promise<PreparedFile>
  close(): Promise<void>
}

/** Of whoever waits while a file is made ready. */
export interface ReadingOptions {
  signal?: AbortSignal
  /** How much of a file is read before it is sent: where it is cut or copied, all of it. */
  onRead?: (bytes: number, total: number) => void
}
