import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Encoding } from '../../src/table/encoding/encodings.ts'
import { readText } from '../../src/table/read-text.ts'
import { encode, encodePairs } from './encoding/encode.ts'

function fileOf(bytes: Uint8Array) {
  return {
    fileName: 'x.csv',
    bytes: bytes.length,
    read: async (position: number, length: number) => bytes.subarray(position, position + length),
  }
}

async function textOf(bytes: Uint8Array, encoding: Encoding, options: { bom?: boolean; chunkBytes?: number } = {}) {
  let text = ''
  for await (const chunk of readText(fileOf(bytes), { encoding, bom: options.bom ?? false }, options)) text += chunk
  return text
}

const UNICODE: [encoding: Encoding, encode: (text: string) => Buffer, mark: string][] = [
  ['utf-8', (text) => Buffer.from(text), 'efbbbf'],
  ['utf-16le', (text) => Buffer.from(text, 'utf16le'), 'fffe'],
  ['utf-16be', (text) => Buffer.from(text, 'utf16le').swap16(), 'feff'],
]

describe('readText()', () => {
  const anyText = fc.string({ unit: fc.constantFrom('a', 'ü', '山', '👍', '\n', '\u{1f468}') })
  test.each(UNICODE)('decodes %s at any chunk size', async (encoding, bytesOf) => {
    await fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 1, max: 9 }), async (text, chunkBytes) => {
        expect(await textOf(bytesOf(text), encoding, { chunkBytes })).toBe(text)
      }),
    )
  })

  test.each(UNICODE)('leaves the byte order mark of %s out', async (encoding, bytesOf, mark) => {
    const bytes = Buffer.concat([Buffer.from(mark, 'hex'), bytesOf('Name\n')])
    expect(await textOf(bytes, encoding, { bom: true })).toBe('Name\n')
  })

  test('decodes every byte of windows-1252', async () => {
    const bytes = Uint8Array.from({ length: 128 }, (_, index) => index + 128)
    const text = await textOf(bytes, 'windows-1252', { chunkBytes: 5 })
    expect(text.slice(0, 32)).toBe('€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ')
    expect(text.slice(32)).toBe(Buffer.from(bytes.subarray(32)).toString('latin1'))
  })

  test('decodes Shift-JIS at any chunk size, with pairs whose second half is a letter or a comma-like byte', async () => {
    // 表示ソ能ァ,ｱｲ A: 0x5C and 0x7C are second halves here
    const bytes = Buffer.from('955c8ea6835c945c83402cb1b22041', 'hex')
    for (let chunkBytes = 1; chunkBytes < 8; chunkBytes += 1) {
      expect(await textOf(bytes, 'shift_jis', { chunkBytes })).toBe('表示ソ能ァ,ｱｲ A')
    }
  })

  test.each<[Encoding, string, Buffer]>([
    [
      'gb18030',
      '王伟😀,€a亅9',
      Buffer.concat([encodePairs('王伟', 'gb18030'), Buffer.from('9439fc362ca2e361817c39', 'hex')]),
    ],
    ['gbk', '王伟,獆9', encodePairs('王伟,獆9', 'gbk')],
    ['big5', '王小明|功四碁', encodePairs('王小明|功四碁', 'big5')],
    ['euc-kr', '김민수,서울A', encodePairs('김민수,서울A', 'euc-kr')],
    ['euc-jp', 'あｱ丂山', Buffer.from('a4a28eb18fb0a1bbb3', 'hex')],
    ['windows-1250', 'Jiří Dvořák, Łódź', encode('Jiří Dvořák, Łódź', 'windows-1250')],
    ['iso-8859-2', 'Tomáš Kříž', encode('Tomáš Kříž', 'iso-8859-2')],
    ['koi8-r', 'Иван', encode('Иван', 'koi8-r')],
  ])('decodes %s at any chunk size: %s', async (encoding, text, bytes) => {
    for (const chunkBytes of [1, 2, 3, 4, 5, 6, 7, 1 << 20]) {
      expect(await textOf(bytes, encoding, { chunkBytes })).toBe(text)
    }
  })

  const utf8Line = (line: number) => Buffer.from('é,ü\r\n'.repeat(line - 1))
  test.each([
    [
      'a byte that is none of UTF-8',
      Buffer.concat([utf8Line(900), Buffer.from('ab\xffcd\n', 'latin1')]),
      'utf-8',
      /^Byte FF on line 900 .*offset 6295\)/,
    ],
    [
      'a character that is cut short',
      Buffer.concat([utf8Line(3), Buffer.from('a\xe5\xb1b', 'latin1')]),
      'utf-8',
      /^Byte E5 on line 3 /,
    ],
    [
      'a character cut at the end of the file',
      Buffer.concat([utf8Line(2), Buffer.from([0xe5, 0xb1])]),
      'utf-8',
      /^Byte E5 on line 2 /,
    ],
    ['an overlong form', Buffer.from('a\n\xc0\xaf', 'latin1'), 'utf-8', /^Byte C0 on line 2 /],
    ['half a surrogate pair', Buffer.from('a\r\ud83db', 'utf16le'), 'utf-16le', /^Byte 3D on line 2 /],
    ['half a unit at the end', Buffer.from('61000a0062', 'hex'), 'utf-16le', /^Byte 62 on line 2 /],
    // ě is 0xEC in both, Š of windows-1250 a control character here.
    ['a byte of windows-1250', Buffer.from('a\n\xec\x8a', 'latin1'), 'iso-8859-2', /^Byte 8A on line 2 /],
    [
      'a byte that windows-1253 leaves empty',
      Buffer.from('a\n\xe1\xd2', 'latin1'),
      'windows-1253',
      /^Byte D2 on line 2 /,
    ],
    // A syllable of the Korean Windows code page, which the decoder takes for a control character and a letter.
    ['a pair that is not in EUC-KR', Buffer.from('b1e80a8c63', 'hex'), 'euc-kr', /^Byte 8C on line 2 /],
    ['half a pair before a line end', Buffer.from('cdf50acd0a', 'hex'), 'gb18030', /^Byte CD on line 2 /],
    ['half a pair at the end', Buffer.from('a4fd0aa4', 'hex'), 'big5', /^Byte A4 on line 2 /],
    ['a pair for private use', Buffer.from('a4fd0afa40', 'hex'), 'big5', /^Byte FA on line 2 /],
    ['a wrong pair of Shift-JIS', Buffer.from('955c0d0a82ff0a', 'hex'), 'shift_jis', /^Byte 82 on line 2 /],
  ] satisfies [string, Buffer, Encoding, RegExp][])('names the line of %s', async (_what, bytes, encoding, message) => {
    for (const chunkBytes of [1, 2, 3, 7, 256, 1 << 20]) {
      await expect(textOf(bytes, encoding, { chunkBytes })).rejects.toMatchObject({
        code: 'encoding_invalid',
        message: expect.stringMatching(message),
      })
    }
  })

  test('ends in file_changed when the file became shorter', async () => {
    const file = { ...fileOf(Buffer.from('a,b\n')), bytes: 100 }
    const read = async () => {
      for await (const _text of readText(file, { encoding: 'utf-8', bom: false }));
    }
    await expect(read()).rejects.toMatchObject({ code: 'file_changed' })
  })

  test('stops at an abort', async () => {
    const texts = readText(
      fileOf(Buffer.from('abcdefgh')),
      { encoding: 'utf-8', bom: false },
      { chunkBytes: 4, signal: AbortSignal.abort() },
    )
    await expect(texts.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
