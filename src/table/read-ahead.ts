import type { FileHandle } from 'node:fs/promises'

export interface ByteSpan {
  /** First byte. */
  start: number
  /** Last byte, included. */
  end: number
  /** Bytes per chunk. Default 512 KB: with less, the way to a chunk costs more than its bytes. */
  chunkBytes?: number
  signal?: AbortSignal
}

const CHUNK = 512 * 1024

/** The next chunk is read while the one before is worked on. Ends early where `read` comes back empty. */
export async function* readAhead(
  read: (position: number, length: number) => Promise<Uint8Array>,
  { start, end, chunkBytes = CHUNK, signal }: ByteSpan,
): AsyncGenerator<Uint8Array> {
  const begin = (position: number) => {
    const chunk = read(position, Math.min(chunkBytes, end - position + 1))
    // Whoever stops early leaves this one unread; its failure is then nobody's.
    chunk.catch(() => undefined)
    return chunk
  }
  let next = begin(start)
  for (let position = start; position <= end; ) {
    signal?.throwIfAborted()
    const chunk = await next
    if (chunk.length === 0) return
    position += chunk.length
    next = begin(position)
    yield chunk
  }
}

/**
 * The same, in memory of three chunks that is used again and again: a third faster than new memory for each, and it stays
 * small. A chunk holds until the next one is asked for; the third piece of memory is there so that one which is still on
 * its way to a socket when the next is asked for is not written over either.
 */
export function reusedChunks(
  readInto: (target: Uint8Array, position: number) => Promise<number>,
  span: ByteSpan,
): AsyncGenerator<Uint8Array> {
  const size = Math.max(0, Math.min(span.chunkBytes ?? CHUNK, span.end - span.start + 1))
  let memory = [size, size, size].map((bytes) => Buffer.allocUnsafeSlow(bytes))
  return readAhead(async (position, length) => {
    const [target = Buffer.alloc(0), ...others] = memory
    memory = [...others, target]
    return target.subarray(0, await readInto(target.subarray(0, length), position))
  }, span)
}

/** Reads until the target is full; returns how many bytes, fewer only at the end of the file. */
export async function fill(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let filled = 0
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
