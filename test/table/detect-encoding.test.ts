import { describe, expect, test } from 'vitest'
import { detectBytes } from './detect-bytes.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf8 = (text: string) => Buffer.from(text, 'utf8')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
/** 会社名,氏名 / 株式会社,山田太郎 / カタカナ */
const SHIFT_JIS = Buffer.from(
  '89ef8ed096bc2c8e8196bc0d0a8a948ebc89ef8ed02c8e52936391be98590d0a834a835e834a83692c8352834c0d0a'.replace(
    '8a948ebc',
    '8a948eae',
  ),
  'hex',
)

describe('detectEncoding()', () => {
  test.each([
    ['plain ASCII', utf8('Email,Name\na@b.co,Ann\n'), { encoding: 'utf-8', bom: false }],
    ['UTF-8', utf8('Name\nJürgen\n'), { encoding: 'utf-8', bom: false }],
    ['UTF-8 with a mark', utf8('\ufeffName\nJürgen\n'), { encoding: 'utf-8', bom: true }],
    ['UTF-16LE with a mark', Buffer.from('\ufeffName\n山本\n', 'utf16le'), { encoding: 'utf-16le', bom: true }],
    ['UTF-16BE with a mark', utf16be('\ufeffName\n山本\n'), { encoding: 'utf-16be', bom: true }],
    [
      'UTF-16LE without a mark',
      Buffer.from('Name,City\nJürgen,Köln\n', 'utf16le'),
      { encoding: 'utf-16le', bom: false },
    ],
    ['UTF-16BE without a mark', utf16be('Name,City\nJürgen,Köln\n'), { encoding: 'utf-16be', bom: false }],
    [
      'UTF-16LE without a mark, Japanese',
      Buffer.from(`名前,住所\n${'山本太郎,東京都千代田区\n'.repeat(20)}`, 'utf16le'),
      { encoding: 'utf-16le', bom: false },
    ],
    ['windows-1252', latin1('Name\nJürgen Groß\nRenée\n'), { encoding: 'windows-1252', bom: false }],
    [
      'windows-1252 with quotes and euro',
      latin1('Note\n\x93caf\xe9\x94 10 \x80\n'),
      { encoding: 'windows-1252', bom: false },
    ],
    ['windows-1252, one letter', latin1('Name\nMu\xf1oz\n'), { encoding: 'windows-1252', bom: false }],
    [
      'windows-1252 in capitals',
      latin1('NAME;ORT\nM\xdcLLER;K\xd6LN\nGR\xd6\xdfE;\xc4\xd6\xdc\n'),
      { encoding: 'windows-1252', bom: false },
    ],
    ['Shift-JIS', SHIFT_JIS, { encoding: 'shift_jis', bom: false }],
    [
      'Mac OS Roman',
      latin1('Name\nJ\x9frgen\nBj\x9arn\nAndr\x8es\nG\x9anter\n'),
      { encoding: 'macintosh', bom: false },
    ],
    [
      'windows-1250, whose ł is a sign in windows-1252',
      latin1('Imi\xea\nPawe\xb3ek\nMicha\xb3owski\n\xb3ukasz\n'),
      { encoding: 'windows-1250', bom: false },
    ],
  ])('knows %s', async (_what, bytes, expected) => {
    expect(await detectBytes(bytes)).toEqual(expected)
  })

  test('takes text with some NULs for damaged text, not for UTF-16', async () => {
    for (const text of ['a,b\n"1\n2",\0\n', 'a\0\0b\n', `Name,City\n${'Ann,Ro\0me\n'.repeat(50)}`]) {
      expect(await detectBytes(utf8(text))).toEqual({ encoding: 'utf-8', bom: false })
    }
  })

  test('is not misled by a character cut at the end of the head', async () => {
    for (const character of ['ü', '山', '👍']) {
      const bytes = utf8(`Name\n${'x'.repeat(90)}${character}${'y'.repeat(50)}\n`)
      for (let cut = 90; cut < 105; cut += 1)
        expect(await detectBytes(bytes, cut)).toEqual({ encoding: 'utf-8', bom: false })
    }
  })

  test('looks behind a head of plain ASCII', async () => {
    const ascii = 'Email,Name\n'.repeat(100)
    expect(await detectBytes(latin1(`${ascii}Jürgen\n`), 256)).toEqual({ encoding: 'windows-1252', bom: false })
    expect(await detectBytes(utf8(`${ascii}Jürgen\n`), 256)).toEqual({ encoding: 'utf-8', bom: false })
  })

  test('finds the first accent right at the border of the head', async () => {
    for (let cut = 4; cut < 12; cut += 1) {
      expect(await detectBytes(latin1('abcdefg\xfcrgen\n'), cut)).toEqual({ encoding: 'windows-1252', bom: false })
    }
  })

  test('takes UTF-8 with a few broken bytes for UTF-8, so that reading refuses it instead of mixing up every accent', async () => {
    const good = utf8('Name\nJürgen\nRenée\nZoë\nAndré\nFrançois\n')
    expect(await detectBytes(Buffer.concat([good, Buffer.from([0xff]), good]))).toEqual({
      encoding: 'utf-8',
      bom: false,
    })
    expect(await detectBytes(Buffer.concat([utf8('Name\nAnn\n'), Buffer.from([0xff, 0x0a])]))).toEqual({
      encoding: 'utf-8',
      bom: false,
    })
  })

  test('takes a file that was put together of UTF-8 and windows-1252 for UTF-8, whatever comes first', async () => {
    const [one, other] = [
      utf8('Jürgen,Köln\nRenée,Liège\n'),
      latin1('Zo\xeb,Z\xfcrich\nFran\xe7ois,Li\xe8ge\nAndr\xe9,Paris\n'),
    ]
    for (const parts of [
      [one, other],
      [other, one],
      [other, one, other],
    ]) {
      expect(await detectBytes(Buffer.concat([utf8('Name,City\n'), ...parts]))).toEqual({
        encoding: 'utf-8',
        bom: false,
      })
    }
  })

  test('takes windows-1252 for what it is though a text in it came through a wrong program once', async () => {
    const names = latin1('Zo\xeb,Z\xfcrich\nFran\xe7ois,Li\xe8ge\nAndr\xe9,Paris\n')
    expect(await detectBytes(Buffer.concat([latin1('Name,City\nJ\xc3\xbcrgen,Bonn\n'), names]))).toEqual({
      encoding: 'windows-1252',
      bom: false,
    })
  })

  test.each([
    ['UTF-32', Buffer.from('fffe00004e000000', 'hex')],
    // Иван Петров, Москва … in windows-1251
    ['Cyrillic', Buffer.from(`${'c8e2e0ed2ccff2f0eee22ccceef1eae2e00a'.repeat(3)}`, 'hex')],
    // 김민수,서울특별시 in EUC-KR
    ['Korean', Buffer.from(`${'b1e8b9cebcf62cbcadbfefc6afbab0bdc30a'.repeat(3)}`, 'hex')],
    // "M\x81ller", "J\x81rgen" written by a DOS program
    ['a DOS code page', latin1('Name\nM\x81ller\nJ\x81rgen\n')],
  ])('refuses %s instead of guessing wrong letters', async (_what, bytes) => {
    await expect(detectBytes(bytes)).rejects.toMatchObject({ code: 'encoding_unsupported' })
  })
})
