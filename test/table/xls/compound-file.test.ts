import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openFile } from '../../../src/table/open-file.ts'
import { type CompoundStream, openCompound } from '../../../src/table/xls/compound-file.ts'
import { compound } from '../build-compound.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const { write } = temporaryFolder()

async function withCompound<T>(bytes: Buffer, use: (stream: CompoundStream | undefined) => Promise<T>): Promise<T> {
  await using file = await openFile(write('file.xls', bytes))
  return await use(await (await openCompound(file)).stream('Workbook'))
}

const contentOf = (bytes: Buffer): Promise<Buffer> =>
  withCompound(bytes, async (stream) => {
    const content = Buffer.alloc(stream?.bytes ?? 0)
    expect(await stream?.readInto(content, 0)).toBe(content.length)
    return content
  })

describe('openCompound()', () => {
  test.each([0, 1, 64, 65, 4095, 4096, 4097, 100_000])('gives back a stream of %d bytes', async (length) => {
    const content = randomBytes(length)
    const other = { name: 'Other', content: randomBytes(3_000) }
    const bytes = compound([other, { name: 'Workbook', content }])
    const reversed = compound([{ name: 'Workbook', content }, other], { isReversed: true })
    expect((await contentOf(bytes)).equals(content)).toBe(true)
    expect((await contentOf(reversed)).equals(content)).toBe(true)
  })

  test('finds an allocation table that the header has no room for', async () => {
    const content = randomBytes(16 * 1024 * 1024)
    const bytes = compound([{ name: 'Workbook', content }])
    expect(bytes.readUInt32LE(72)).toBe(2)
    expect((await contentOf(bytes)).equals(content)).toBe(true)
  })

  test('gives any part of a stream, and nothing behind it', async () => {
    const content = randomBytes(10_000)
    await withCompound(compound([{ name: 'Workbook', content }], { isReversed: true }), async (stream) => {
      for (const [position, length] of [
        [0, 10],
        [511, 2],
        [512, 512],
        [700, 3000],
        [9_990, 10],
      ] as const) {
        const part = Buffer.alloc(length)
        expect(await stream?.readInto(part, position)).toBe(length)
        expect(part).toEqual(content.subarray(position, position + length))
      }
      expect(await stream?.readInto(Buffer.alloc(50), 9_990)).toBe(10)
      expect(await stream?.readInto(Buffer.alloc(50), 20_000)).toBe(0)
    })
  })

  test('gives no stream that is not in the root', async () => {
    const entries = [
      { name: 'Storage', content: Buffer.alloc(0), isStorage: true },
      { name: 'Workbook', content: randomBytes(5_000), parent: 0 },
    ]
    await withCompound(compound(entries), async (stream) => expect(stream).toBeUndefined())
  })

  const content = randomBytes(20_000)
  /** The eighth sector of the stream is followed by another one. */
  const brokenAt = (follower: (start: number) => number) =>
    compound([{ name: 'Workbook', content }], {
      next: (table, [start = 0]) => {
        table[start + 7] = follower(start)
      },
    })
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = compound([{ name: 'Workbook', content }])
    change(bytes)
    return bytes
  }
  /** Position of the root's entry; that of the stream is the next one. */
  const directory = (bytes: Buffer) => 512 * (bytes.readUInt32LE(48) + 1)
  const refused: [what: string, bytes: Buffer, message: RegExp][] = [
    ['a stream that comes back to itself', brokenAt((start) => start + 3), /loop/],
    ['a stream that ends too early', brokenAt(() => 0xfffffffe), /end is missing/],
    ['a stream that leaves the file', brokenAt(() => 5_000_000), /end is missing/],
    [
      'a directory that comes back to itself',
      changed((bytes) => {
        const table = 512 * (bytes.readUInt32LE(76) + 1)
        bytes.writeUInt32LE(bytes.readUInt32LE(48), table + 4 * bytes.readUInt32LE(48))
      }),
      /loop/,
    ],
    [
      'a stream larger than the file',
      changed((bytes) => bytes.writeUInt32LE(4e9, directory(bytes) + 128 + 120)),
      /larger than/,
    ],
    [
      'a small stream where there is no room for it',
      changed((bytes) => bytes.writeUInt32LE(500, directory(bytes) + 128 + 120)),
      /end is missing/,
    ],
    ['sectors of another size', changed((bytes) => bytes.writeUInt16LE(31, 30)), /2\^31/],
    ['an allocation table beyond the file', changed((bytes) => bytes.writeUInt32LE(5_000_000, 76)), /end is missing/],
    ['a directory beyond the file', changed((bytes) => bytes.writeUInt32LE(5_000_000, 48)), /end is missing/],
    ['nothing but a header', changed(() => undefined).subarray(0, 512), /end is missing/],
    ['half a header', changed(() => undefined).subarray(0, 100), /within its header/],
  ]
  test.each(refused)('refuses %s', async (_what, bytes, message) => {
    await expect(contentOf(bytes)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringMatching(message),
    })
  })

  test('looks at every entry once, however their tree is tied together', async () => {
    const bytes = changed((all) => {
      for (const field of [68, 72, 76]) all.writeUInt32LE(1, directory(all) + 128 + field)
    })
    expect(await contentOf(bytes)).toEqual(content)
  })
})
