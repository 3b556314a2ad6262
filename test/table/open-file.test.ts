import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { openFile } from '../../src/table/open-file.ts'
import { compound } from './build-compound.ts'
import { xlsx } from './build-xlsx.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { path: folder, write } = temporaryFolder()
const CSV = 'Email,Name\r\nann@example.com,Ann\r\n'

describe('openFile()', () => {
  test('tells what the descriptor says about the file', async () => {
    await using file = await openFile(write('leads.csv', CSV))
    expect(file).toMatchObject({ fileName: 'leads.csv', format: 'csv', bytes: CSV.length })
  })

  test('takes the name and the format from the person who uploaded it', async () => {
    await using file = await openFile(write('3f2a', CSV), { fileName: 'März.TSV' })
    expect(file).toMatchObject({ fileName: 'März.TSV', format: 'csv' })
  })

  test('refuses a pipe without waiting for its writer', async () => {
    const pipe = join(folder, 'pipe.csv')
    execFileSync('mkfifo', [pipe])
    await expect(openFile(pipe)).rejects.toMatchObject({ code: 'file_not_regular' })
  })

  test.runIf(process.platform === 'linux')(
    'refuses devices and what the kernel makes up, by whatever name',
    async () => {
      for (const path of ['/dev/zero', '/dev/null', '/dev/tty', '/dev/stdin']) {
        const work = openFile(path, { fileName: 'leads.csv' })
        await expect(work, path).rejects.toMatchObject({
          code: expect.stringMatching(/^(file_not_regular|file_unreadable|path_not_allowed)$/),
        })
      }
      await expect(openFile('/dev/zero', { fileName: 'leads.csv' })).rejects.toMatchObject({ code: 'file_not_regular' })
      await expect(openFile('/proc/self/environ', { fileName: 'leads.csv' })).rejects.toBeInstanceOf(UsageError)
    },
  )

  test('refuses a folder', async () => {
    const path = join(folder, 'folder.csv')
    mkdirSync(path)
    await expect(openFile(path)).rejects.toMatchObject({ code: 'file_not_regular' })
  })

  test('refuses a link', async () => {
    const link = join(folder, 'link.csv')
    symlinkSync(write('target.csv', CSV), link)
    await expect(openFile(link)).rejects.toMatchObject({ code: 'path_not_allowed' })
  })

  test('names the file that does not exist', async () => {
    await expect(openFile(join(folder, 'nope.csv'))).rejects.toMatchObject({
      code: 'file_not_found',
      message: `There is no file "${join(folder, 'nope.csv')}".`,
    })
  })

  test('tells the errno of a file it has no right to read, and no stack', async () => {
    const path = write('secret.csv', CSV)
    chmodSync(path, 0)
    chmodSync(folder, 0o755)
    // Root may read everything: in a container the test is somebody else meanwhile.
    const isRoot = userInfo().uid === 0
    if (isRoot) process.seteuid?.(65_534)
    const error: unknown = await openFile(path)
      .catch((reason: unknown) => reason)
      .finally(() => isRoot && process.seteuid?.(0))
    expect(error).toMatchObject({
      code: 'file_unreadable',
      message: `"${path}" cannot be read (EACCES).`,
      fix: expect.stringContaining('the right to read'),
    })
  })

  const refused: [what: string, name: string, content: string | Uint8Array, code: string, message: RegExp][] = [
    ['an empty file', 'empty.csv', '', 'file_empty', /0 bytes/],
    ['an unknown extension', 'leads.json', '{}', 'file_type_unsupported', /no extension of a table/],
    ['a name without extension', 'leads', CSV, 'file_type_unsupported', /no extension of a table/],
    ['a binary workbook, with the way out', 'leads.xlsb', 'x', 'file_type_unsupported', /binary Excel workbook/],
    ['a workbook with macros', 'leads.xlsm', 'x', 'file_type_unsupported', /Excel workbook with macros/],
    ['an OpenDocument spreadsheet', 'leads.ods', 'x', 'file_type_unsupported', /OpenDocument/],
    [
      'a workbook of Excel 3',
      'leads.xls',
      Buffer.from('0902060000021000', 'hex'),
      'file_type_unsupported',
      /Excel 4 or older/,
    ],
    [
      'a web page that calls itself a workbook',
      'leads.xls',
      '\ufeff\n<table>',
      'file_type_unsupported',
      /a web page or XML/,
    ],
    ['a CSV that calls itself a workbook', 'leads.xls', CSV, 'file_type_unsupported', /not a spreadsheet/],
    [
      'an .xlsx workbook under the old name',
      'leads.xls',
      xlsx({ sheets: [{ name: 'A', rows: '' }] }),
      'file_type_unsupported',
      /most likely an .xlsx workbook under another name/,
    ],
    ['an OpenDocument sheet', 'leads.ods', 'x', 'file_type_unsupported', /OpenDocument/],
    ['a private key', 'key.csv', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc', 'file_type_unsupported', /private key/],
    [
      'a private key below other text',
      'k2.csv',
      'a,b\n-----BEGIN RSA PRIVATE KEY-----\n',
      'file_type_unsupported',
      /private key/,
    ],
    [
      'a private key in UTF-16',
      'k3.csv',
      Buffer.from('-----BEGIN PRIVATE KEY-----', 'utf16le'),
      'file_type_unsupported',
      /private key/,
    ],
    ['a service account key', 'k4.txt', '{ "private_key": "-----', 'file_type_unsupported', /private key/],
    [
      'random bytes',
      'random.csv',
      Buffer.alloc(
        5000,
        Uint8Array.from({ length: 251 }, (_, i) => (i * 89) % 251),
      ),
      'file_type_unsupported',
      /binary/,
    ],
    ['a PDF', 'doc.csv', '%PDF-1.7\n', 'file_type_unsupported', /binary/],
    [
      'a workbook under the name of a CSV',
      'book.csv',
      xlsx({ sheets: [{ name: 'A', rows: '' }] }),
      'file_type_unsupported',
      /spreadsheet under another name/,
    ],
    ['a CSV under the name of a workbook', 'book.xlsx', CSV, 'file_type_unsupported', /not a spreadsheet/],
    [
      'an old workbook under the new name',
      'old.xlsx',
      compound([{ name: 'Workbook', content: Buffer.alloc(5_000) }]),
      'file_type_unsupported',
      /old Excel workbook/,
    ],
    [
      'a workbook with a password, wherever its directory lies',
      'locked.xlsx',
      compound([{ name: 'EncryptedPackage', content: Buffer.alloc(200_000) }]),
      'file_encrypted',
      /password/,
    ],
  ]
  test.each(refused)('refuses %s', async (_what, name, content, code, message) => {
    await expect(openFile(write(name, content))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test('opens a small file with terminal sequences in its cells', async () => {
    await using file = await openFile(write('ansi.csv', 'Name\n\u001b[2J\u001b]0;x\u0007\u0008\u0001\n'))
    expect(file.format).toBe('csv')
  })

  test('opens text in UTF-16, which is full of NUL bytes', async () => {
    await using file = await openFile(write('utf16.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le')))
    expect(file.format).toBe('csv')
  })
})

describe('SourceFile', () => {
  const bytes = randomBytes(1_300_000).toString('hex')

  test('read() gives less only at the end', async () => {
    await using file = await openFile(write('read.csv', CSV))
    expect(Buffer.from(await file.read(0, 5)).toString()).toBe('Email')
    expect(Buffer.from(await file.read(CSV.length - 2, 100)).toString()).toBe('\r\n')
    expect(await file.read(CSV.length, 10)).toHaveLength(0)
  })

  test('stream() gives all bytes, or from start to end, both included', async () => {
    await using file = await openFile(write('stream.csv', bytes))
    expect((await buffer(file.stream())).toString()).toBe(bytes)
    expect((await buffer(file.stream({ start: 3, end: 9, highWaterMark: 2 }))).toString()).toBe(bytes.slice(3, 10))
  })

  test('stream() can run twice at the same time', async () => {
    await using file = await openFile(write('twice.csv', bytes))
    const [left, right] = await Promise.all([buffer(file.stream()), buffer(file.stream())])
    expect(left.equals(right)).toBe(true)
  })

  test('stream() leaves out what is appended later', async () => {
    const path = write('grows.csv', CSV)
    await using file = await openFile(path)
    appendFileSync(path, 'more,more\r\n')
    expect((await buffer(file.stream())).toString()).toBe(CSV)
  })

  test('stream() ends in file_changed when the file became shorter', async () => {
    const path = write('shrinks.csv', CSV)
    await using file = await openFile(path)
    truncateSync(path, 4)
    await expect(buffer(file.stream())).rejects.toMatchObject({ code: 'file_changed' })
  })

  test('chunks() gives all bytes, or a span, both ends included', async () => {
    await using file = await openFile(write('chunks.csv', bytes))
    expect(await textOf(file.chunks())).toBe(bytes)
    expect(await textOf(file.chunks({ start: 3, end: 9 }))).toBe(bytes.slice(3, 10))
    expect(await textOf(file.chunks({ start: 3, end: 2 }))).toBe('')
  })

  test('chunks() lies in the same memory whatever the size of the file', async () => {
    await using file = await openFile(write('memory.csv', bytes))
    const memory = new Set<ArrayBufferLike>()
    for await (const chunk of file.chunks()) memory.add(chunk.buffer)
    expect(memory.size).toBe(3)
  })

  test('chunks() ends in file_changed when the file became shorter, and stops at an abort', async () => {
    const path = write('shrinks-too.csv', CSV)
    await using file = await openFile(path)
    await expect(textOf(file.chunks({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' })
    truncateSync(path, 4)
    await expect(textOf(file.chunks())).rejects.toMatchObject({ code: 'file_changed' })
  })

  test('stream() that nobody reads to its end leaves the file to be closed', async () => {
    const file = await openFile(write('half-read.csv', 'Name\n'.repeat(1_000)))
    for await (const chunk of file.stream({ highWaterMark: 100 })) {
      expect(chunk).toHaveLength(100)
      break
    }
    await file.close()
  })

  test('stream() stops at an abort', async () => {
    await using file = await openFile(write('abort.csv', bytes))
    await expect(buffer(file.stream({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('sha256() is the hash of all bytes and tells how far it is', async () => {
    await using file = await openFile(write('hash.csv', bytes))
    const seen: number[] = []
    const hash = await file.sha256({ onBytes: (count) => seen.push(count) })
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(seen.at(-1)).toBe(bytes.length)
    expect(seen.length).toBeGreaterThan(1)
  })

  test('close() can be called again', async () => {
    const file = await openFile(write('close.csv', CSV))
    await file.close()
    await file.close()
    await expect(file.read(0, 1)).rejects.toThrow()
  })
})

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += Buffer.from(chunk).toString()
  return text
}
