import { createHash } from 'node:crypto'
import type { SourceFile } from '../../table/source-file.ts'
import { fileChanged } from '../file-changed.ts'
import type { PlannedFile } from '../plan.ts'
import type { ByteRange, CutBytes } from './cut-bytes.ts'
import type { FilePart, FileUpload, ReadingOptions } from './file-upload.ts'

/**
 * Parts that are the header and a range of the source: nothing is copied. One more pass hashes each of them, and the
 * whole. The source is closed with the upload.
 * @throws UsageError file_changed
 */
export async function byteParts(
  source: SourceFile,
  file: PlannedFile,
  { headerEnd, ranges, splits }: CutBytes,
  { fileName, signal, onRead }: { fileName: string } & ReadingOptions,
): Promise<FileUpload> {
  const hashes = await hashRanges(source, file, { headerEnd, ranges, signal, onRead })
  const parts: FilePart[] = []
  let recordsBefore = 0
  for (const [index, { start, end, rows }] of ranges.entries()) {
    parts.push({ recordsBefore, rows, bytes: headerEnd + end - start, sha256: hashes[index] ?? '' })
    recordsBefore += rows
  }
  return {
    fileName,
    parts,
    splits,
    async prepare(index) {
      const { start, end } = ranges[index] ?? { start: 0, end: 0 }
      const { bytes, sha256 } = parts[index] ?? { bytes: 0, sha256: '' }
      const stream = () => bytesOf(source, headerEnd, { start, end })
      return { fileName, bytes, sha256, stream, close: async () => undefined }
    },
    close: () => source.close(),
  }
}

async function* bytesOf(
  source: SourceFile,
  headerEnd: number,
  { start, end }: Pick<ByteRange, 'start' | 'end'>,
): AsyncGenerator<Uint8Array> {
  yield await source.read(0, headerEnd)
  yield* source.chunks({ start, end: end - 1 })
}

async function hashRanges(
  source: SourceFile,
  file: PlannedFile,
  { headerEnd, ranges, signal, onRead }: Pick<CutBytes, 'headerEnd' | 'ranges'> & ReadingOptions,
): Promise<string[]> {
  const whole = createHash('sha256')
  const header = await source.read(0, headerEnd)
  whole.update(header)
  const hashes: string[] = []
  let position = headerEnd
  const addTo = async (end: number, update: (chunk: Uint8Array) => void) => {
    if (end <= position) return
    for await (const chunk of source.chunks({ start: position, end: end - 1, signal })) {
      update(chunk)
      position += chunk.length
      onRead?.(position, source.bytes)
    }
  }
  for (const { end } of ranges) {
    const hash = createHash('sha256').update(header)
    await addTo(end, (chunk) => {
      whole.update(chunk)
      hash.update(chunk)
    })
    hashes.push(hash.digest('hex'))
  }
  // Blank lines at the end belong to no part.
  await addTo(source.bytes, (chunk) => whole.update(chunk))
  if (whole.digest('hex') !== file.sha256) throw fileChanged(file)
  return hashes
}
