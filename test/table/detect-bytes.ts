import { detectEncoding } from '../../src/table/detect-encoding.ts'

/** As of a file with these bytes, of which the first `headBytes` were read before. */
export function detectBytes(bytes: Uint8Array, headBytes = 256 * 1024) {
  const readInto = async (target: Uint8Array, position: number) => {
    const part = bytes.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
  return detectEncoding({ fileName: 'x.csv', bytes: bytes.length, readInto }, bytes.subarray(0, headBytes))
}
