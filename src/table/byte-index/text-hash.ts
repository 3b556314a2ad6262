import { type Kernel, openKernel } from './kernel.ts'

/** 64 bits of hash in two numbers, each from 0 to 2 ** 32 − 1. Not for security. */
export interface Hash {
  high: number
  low: number
}

interface Scratch {
  kernel: Kernel
  bytes: Buffer
  result: Uint32Array
}

const RESULT_BYTES = 64
/** The kernel reads whole blocks. */
const PADDING = 64

let scratch = openScratch(4_096)

/** The hash of a text's UTF-8 bytes, as RecordChunk.hashCells() and hashRecords() make it from the bytes of a file. */
export function textHash(text: string): Hash {
  const most = text.length * 3
  // Nothing but room is shared from one call to the next.
  if (most > scratch.bytes.length) scratch = openScratch(2 * most)
  const { kernel, bytes, result } = scratch
  kernel.hash(RESULT_BYTES, bytes.write(text, 0, 'utf8'), 0, 0)
  return { high: result[0] ?? 0, low: result[1] ?? 0 }
}

function openScratch(size: number): Scratch {
  const { kernel, memory } = openKernel(RESULT_BYTES + size + PADDING)
  return { kernel, bytes: Buffer.from(memory, RESULT_BYTES, size), result: new Uint32Array(memory, 0, 2) }
}
