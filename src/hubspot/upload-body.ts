import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { ImportUpload, UploadFile } from './hubspot.ts'

/** The multipart body of one try to start an import. */
export interface UploadBody {
  /** content-type and content-length. */
  headers: Record<string, string>
  stream: Readable
  /** Until this is true the body is incomplete, so HubSpot cannot have taken it. Stays false after `end`. */
  lastByteLeft(): boolean
  /** What stopped the body on our side, if anything did. */
  failure(): unknown
  /** Frees the files, and waits for a beforeLastByte that is under way. */
  end(): Promise<void>
}

export interface Pace {
  moved(): void
  /** We keep HubSpot waiting now, not the other way round. */
  paused(): void
}

/** The closing boundary is held back until beforeLastByte has passed. */
export function createUploadBody(upload: ImportUpload, pace: Pace): UploadBody {
  const state: State = { over: false, lastByteLeft: false, failure: undefined, arming: undefined }
  const form = createForm(upload)
  const stream = pulled(bytesOf(upload, form, state, pace))
  return {
    headers: { 'content-type': form.contentType, 'content-length': String(form.length) },
    stream,
    lastByteLeft: () => state.lastByteLeft,
    failure: () => state.failure,
    end: async () => {
      state.over = true
      stream.destroy()
      await Promise.allSettled([state.arming])
    },
  }
}

interface State {
  over: boolean
  lastByteLeft: boolean
  failure: unknown
  arming: Promise<void> | undefined
}

interface Form {
  contentType: string
  length: number
  /** All bytes but the closing ones. Each file is opened when its turn comes. */
  data(): AsyncGenerator<Uint8Array>
  /** Without them the body is not complete. */
  closing: Buffer
}

/**
 * A multipart body as in RFC 7578, the same bytes as form-data writes (a test compares them). That library cannot hold the
 * closing boundary back or count what a file gives, and would bring twenty packages into the program for these lines.
 */
function createForm({ request, files }: ImportUpload): Form {
  const boundary = `----${randomBytes(24).toString('hex')}`
  const headOf = (disposition: string, contentType: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${contentType}\r\n\r\n`
  const first = Buffer.from(headOf('name="importRequest"', 'application/json') + JSON.stringify(request))
  const parts = files.map((file) => ({
    file,
    head: Buffer.from(`\r\n${headOf(`name="files"; filename="${quoted(file.fileName)}"`, file.contentType)}`),
  }))
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`)
  const length = parts.reduce((sum, { head, file }) => sum + head.length + file.bytes, first.length + closing.length)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length,
    closing,
    async *data() {
      yield first
      for (const { head, file } of parts) {
        yield head
        yield* contentOf(file)
      }
    },
  }
}

/** As browsers write it (HTML, "multipart/form-data encoding algorithm"): the name cannot leave its quotes. */
const quoted = (name: string): string =>
  name.replaceAll('\0', '').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')

/** Exactly as many bytes as were announced: one more would be read as what follows, one less shift the boundary. */
async function* contentOf(file: UploadFile): AsyncGenerator<Uint8Array> {
  let left = file.bytes
  try {
    for await (const chunk of file.stream()) {
      left -= chunk.length
      if (left < 0) throw changed(file)
      if (chunk.length > 0) yield chunk
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file, error)
  }
  if (left > 0) throw changed(file)
}

/** Each step means that the chunk before was taken by the connection. */
async function* bytesOf(upload: ImportUpload, form: Form, state: State, pace: Pace): AsyncGenerator<Uint8Array> {
  let sent = 0
  try {
    for await (const chunk of form.data()) {
      // Ended while this was read: nobody takes it any more, and a timer would outlive the upload.
      if (state.over) return
      pace.moved()
      yield chunk
      sent += chunk.length
      upload.onBytes?.(sent, form.length)
    }
    pace.paused()
    // Ended while the end of a file was read: it was told as not started, so nothing may be armed.
    if (state.over) return
    state.arming = upload.beforeLastByte?.()
    await state.arming
    if (state.over) return
    state.lastByteLeft = true
    yield form.closing
    upload.onBytes?.(form.length, form.length)
  } catch (error) {
    if (!state.over) state.failure = error
    throw error
  }
}

/**
 * A stream that asks for the next chunk only when the connection wants it; Readable.from would run one ahead. A chunk may
 * lie in memory that is used again, so this matters: undici asks when the socket has drained, that is, when what it had
 * was copied or encrypted by the system.
 */
function pulled(bytes: AsyncGenerator<Uint8Array>): Readable {
  const stream = new Readable({
    highWaterMark: 0,
    read() {
      bytes.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: unknown) =>
          this.destroy(error instanceof Error ? error : new Error('upload stopped', { cause: error })),
      )
    },
    destroy(error, done) {
      void bytes.return(undefined).catch(() => undefined)
      done(error)
    },
  })
  // Whoever reads it hears of the error too; this listener only keeps a late one from ending the process.
  return stream.on('error', () => undefined)
}

const changed = (file: UploadFile) =>
  new UsageError(
    'file_changed',
    `"${safeText(file.fileName)}" is no longer ${file.bytes} bytes long: it changed while it was being sent.`,
    'Call propose_mapping again for the file as it is now.',
  )

function unreadable(file: UploadFile, cause: unknown): UsageError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  const message = `"${safeText(file.fileName)}" could not be read to its end${code}.`
  return new UsageError('file_unreadable', message, 'Check the file, then call start_import again.', { cause })
}
