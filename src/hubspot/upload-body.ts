import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type FormData from 'form-data'
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

/** form-data writes the body; here it is counted, and its closing boundary held back until beforeLastByte has passed. */
export async function createUploadBody(upload: ImportUpload, pace: Pace): Promise<UploadBody> {
  const state: State = { over: false, lastByteLeft: false, failure: undefined, sources: [], arming: undefined }
  const form = await createForm(upload, state)
  const stream = pulled(bytesOf(upload, form, state, pace))
  return {
    headers: { 'content-type': form.contentType, 'content-length': String(form.length) },
    stream,
    lastByteLeft: () => state.lastByteLeft,
    failure: () => state.failure,
    end: async () => {
      state.over = true
      stream.destroy()
      form.stop()
      for (const source of state.sources) source.destroy()
      await Promise.allSettled([state.arming])
    },
  }
}

interface State {
  over: boolean
  lastByteLeft: boolean
  failure: unknown
  sources: Readable[]
  arming: Promise<void> | undefined
}

interface Form {
  contentType: string
  length: number
  /** The last bytes of the body: without them it is not complete. */
  closing: Buffer
  /** Chunks as form-data gives them: text and bytes. */
  parts: Readable
  start(): void
  /** Opens no further file. Files that are open stay so. */
  stop(error?: Error): void
}

/** Loaded on first use: form-data brings a table of all media types with it. */
async function createForm({ request, files }: ImportUpload, state: State): Promise<Form> {
  const { default: FormData } = await import('form-data')
  const form = new FormData()
  form.setBoundary(`----${randomBytes(24).toString('hex')}`)
  // Object mode: chunks go through as they are, and no more than one waits here.
  const parts = new Readable({ objectMode: true, highWaterMark: 1 }).wrap(form)
  form.append('importRequest', JSON.stringify(request), { contentType: 'application/json' })
  const stop = (error?: Error) => {
    parts.destroy(error)
    form.destroy()
  }
  for (const file of files) appendFile(form, file, state.sources, stop)
  return {
    contentType: `multipart/form-data; boundary=${form.getBoundary()}`,
    length: form.getLengthSync(),
    closing: Buffer.from(`\r\n--${form.getBoundary()}--\r\n`),
    parts,
    start: () => form.resume(),
    stop,
  }
}

/**
 * form-data opens a file when its turn comes. It neither counts what the file gives nor sees one that closes early,
 * and it never closes one.
 */
function appendFile(form: FormData, file: UploadFile, sources: Readable[], fail: (error: Error) => void): void {
  const open = (next: (source: Readable) => void) => {
    const source = opened(file)
    sources.push(source)
    let left = file.bytes
    source.on('data', (chunk: string | Uint8Array) => {
      left -= Buffer.byteLength(chunk)
      if (left < 0) fail(changed(file))
    })
    source.on('end', () => {
      if (left > 0) fail(changed(file))
    })
    source.on('error', (error) => fail(error instanceof UsageError ? error : unreadable(file, error)))
    source.on('close', () => {
      if (!source.readableEnded) fail(unreadable(file))
    })
    next(source)
  }
  form.append('files', open, {
    filename: file.fileName.replaceAll('\0', ''),
    contentType: file.contentType,
    knownLength: file.bytes,
  })
}

/** A file that cannot be opened is one that cannot be read: thrown into form-data, the error would end the process. */
function opened(file: UploadFile): Readable {
  try {
    return file.stream()
  } catch (error) {
    return new Readable().destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

/** Each step means that the chunk before was taken by the connection. */
async function* bytesOf(upload: ImportUpload, form: Form, state: State, pace: Pace): AsyncGenerator<Uint8Array> {
  const dataEnd = form.length - form.closing.length
  const held: Uint8Array[] = []
  let sent = 0
  try {
    form.start()
    for await (const chunk of form.parts) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      const data = bytes.subarray(0, dataEnd - sent)
      // Not when it is empty: that view too would keep its whole chunk in memory.
      if (data.length < bytes.length) held.push(bytes.subarray(data.length))
      if (data.length === 0) continue
      pace.moved()
      yield data
      sent += data.length
      upload.onBytes?.(sent, form.length)
    }
    if (!form.closing.equals(Buffer.concat(held))) throw new Error('The form does not end where it was announced to.')
    pace.paused()
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

/** A stream that asks for the next chunk only when the connection wants it; Readable.from would run one ahead. */
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

function unreadable(file: UploadFile, cause?: Error): UsageError {
  const code = cause !== undefined && 'code' in cause ? ` (${String(cause.code)})` : ''
  const message = `"${safeText(file.fileName)}" could not be read to its end${code}.`
  return new UsageError('file_unreadable', message, 'Check the file, then call start_import again.', { cause })
}
