import { createHash, type Hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot, UploadFile } from '../hubspot/hubspot.ts'
import type { ImportRequest } from '../hubspot/import-request.ts'
import { fileChanged } from './file-changed.ts'
import { acknowledged, type Journal } from './journal.ts'
import type { PreparedFile } from './parts/file-upload.ts'
import type { Start } from './recorded-start.ts'

export interface SendUpload {
  start: Start
  request: ImportRequest
  files: readonly PreparedFile[]
  signal: AbortSignal
  onBytes: (sent: number, total: number) => void
  /**
   * Asked when `armed` is on disk: whoever cancels in another process writes that down first and then reads the journal, so
   * that one of the two sees the other. @throws UsageError cancelled
   */
  mustNotBeStopped: () => Promise<void>
  /** From here on the import may exist, whatever happens to the call. */
  onArmed: () => void
}

/**
 * Sends one upload and writes in the journal what became of it. The closing boundary leaves only after the bytes that
 * were sent have the planned hash and `armed` is on disk. Comes back `started`, or `armed`: unknown.
 * @throws UsageError with outcome not_started
 */
export async function sendUpload(
  { start, request, files, signal, onBytes, mustNotBeStopped, onArmed }: SendUpload,
  { hubspot, journal, clock }: { hubspot: HubSpot; journal: Journal; clock: Clock },
): Promise<Start> {
  const hashed = files.map(hashedFile)
  let current = start
  let isOurs = false
  const beforeLastByte = async () => {
    for (const file of hashed) file.mustBeAsPlanned()
    // The client sends a second time only what HubSpot has refused for certain (401, 429, 423).
    if (isOurs) {
      // What is in the journal after that may be another process's attempt: refusing it would let a third one be armed.
      isOurs = false
      current = await journal.refuse(current, 'sent again after a refusal')
    }
    current = await journal.arm(current, new Date(clock.now()).toISOString())
    isOurs = true
    await mustNotBeStopped()
    onArmed()
  }
  try {
    const record = await hubspot.imports.start({ request, files: hashed, beforeLastByte, onBytes }, { signal })
    return await acknowledged(journal, current, { importId: record.id, adopted: false })
  } catch (error) {
    if (!isOurs) throw notStarted(error)
    if (!(error instanceof UsageError) || error.outcome !== 'not_started') {
      await journal.lost(current)
      return current
    }
    await journal.refuse(current, error.code)
    throw error
  }
}

function notStarted(error: unknown): unknown {
  return error instanceof UsageError ? error.withOutcome('not_started') : error
}

interface HashedFile extends UploadFile {
  mustBeAsPlanned(): void
}

/** Hashes what really leaves: a file that is changed while it is sent never becomes a complete request. */
function hashedFile(file: PreparedFile): HashedFile {
  let hash: Hash = createHash('sha256')
  return {
    fileName: file.fileName,
    contentType: 'text/csv',
    bytes: file.bytes,
    async *stream() {
      hash = createHash('sha256')
      for await (const chunk of file.stream()) {
        hash.update(chunk)
        yield chunk
      }
    },
    mustBeAsPlanned() {
      if (hash.copy().digest('hex') !== file.sha256) throw fileChanged(file)
    },
  }
}
