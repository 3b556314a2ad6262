import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { openAuditFile } from '../../src/audit/audit-file.ts'
import { verifyLines } from '../../src/audit/verify.ts'

let folder: string
let path: string
const heads = new Map<string, string>()
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubspot-import-audit-'))
  path = join(folder, 'audit.jsonl')
  heads.clear()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () =>
  openAuditFile(path, async ({ chain, hash }) => {
    heads.set(chain, hash)
  })
const lines = async () => (await readFile(path, 'utf8')).trimEnd().split('\n')

async function* each(texts: readonly string[]) {
  yield* texts
}

const verify = async (texts: readonly string[], known: readonly string[] = []) => verifyLines(each(texts), known)

async function written(count: number): Promise<string[]> {
  const file = open()
  for (let number = 0; number < count; number += 1) await file.append({ number })
  return lines()
}

const refused = { code: 'journal_unavailable', outcome: 'not_started' }

describe('openAuditFile()', () => {
  it('chains the lines of one process after those of another', async () => {
    const first = await written(2)
    const all = await written(2)
    expect(all.slice(0, 2)).toEqual(first)
    expect(await verify(all, [...heads.values()])).toMatchObject({ lines: 4, chains: 2, broken: null })
  })

  it('lets several processes write into one file at once', async () => {
    const files = [open(), open(), open()]
    await Promise.all(
      files.flatMap((file, process) => Array.from({ length: 20 }, (_, number) => file.append({ process, number }))),
    )
    const all = await lines()
    expect(await verify(all, [...heads.values()])).toMatchObject({ lines: 60, chains: 3, broken: null })
  })

  it('leaves an empty line, which is none, where it saw a half of a line that another process was writing', async () => {
    const all = await written(2)
    const text = [all[0], '', all[1], '', ''].join('\n')
    await writeFile(path, text)
    await written(1)
    expect(await verify(await lines(), [...heads.values()])).toMatchObject({ lines: 3, broken: null })
    expect(await verify([...(await lines()), '{}'])).toMatchObject({ broken: { line: 6 } })
  })

  it('begins on a new line after one that was not written to its end, which is then found', async () => {
    await written(2)
    const { length } = await readFile(path)
    await truncate(path, length - 10)
    const all = await written(1)
    expect(all).toHaveLength(3)
    expect(await verify(all)).toMatchObject({ broken: { line: 2 } })
  })

  it('goes on after a line that has its own hash and is no JSON, which is then found', async () => {
    await written(1)
    const hash = createHash('sha256').update('{not JSON').digest('hex')
    await appendFile(path, `{not JSON,"hash":"${hash}"}\n`)
    const all = await written(1)
    expect(all).toHaveLength(3)
    expect(await verify(all)).toMatchObject({ broken: { line: 2, problem: 'is not whole or was changed' } })
  })

  it('writes nothing more once the file is gone, also when another is put in its place', async () => {
    const file = open()
    await file.append({ number: 1 })
    await rename(path, `${path}.old`)
    await expect(file.append({ number: 2 })).rejects.toMatchObject(refused)
    await writeFile(path, '')
    await expect(file.append({ number: 3 })).rejects.toMatchObject(refused)
    expect(await file.problem()).toContain('another file was put in its place')
    expect(await readFile(path, 'utf8')).toBe('')
  })

  test.each([
    ['a folder', '.'],
    ['in a folder that is not there', 'missing/audit.jsonl'],
  ])('refuses a path that is %s', async (_, name) => {
    const file = openAuditFile(join(folder, name), async () => undefined)
    await expect(file.append({})).rejects.toMatchObject(refused)
    expect(await file.problem()).toContain('cannot be written')
  })

  it.runIf(process.platform === 'linux')('refuses when the disk is full', async () => {
    const file = openAuditFile('/dev/full', async () => undefined)
    await expect(file.append({})).rejects.toMatchObject(refused)
  })
})

describe('verifyLines()', () => {
  const places = [0, 1, 2, 3, 4]

  test.each(places)('finds that line %i was changed', async (place) => {
    const all = await written(5)
    const changed = all.map((line, index) => (index === place ? line.replace('"number":', '"number":1') : line))
    expect(await verify(changed)).toMatchObject({ broken: { line: place + 1 } })
  })

  test.each(places.slice(0, -1))('finds that line %i was removed', async (place) => {
    const all = await written(5)
    expect(await verify(all.toSpliced(place, 1))).toMatchObject({ broken: { line: place + 1 } })
  })

  test.each(places.slice(0, -1))('finds that line %i stands after the next one', async (place) => {
    const all = await written(5)
    const [moved = '', next = ''] = all.slice(place, place + 2)
    expect(await verify(all.toSpliced(place, 2, next, moved))).toMatchObject({ broken: { line: place + 1 } })
  })

  it('finds that all lines of a process are gone, where another one wrote after it', async () => {
    const [first, second] = [open(), open()]
    await first.append({ number: 1 })
    await second.append({ number: 2 })
    await first.append({ number: 3 })
    expect(await verify((await lines()).toSpliced(1, 1))).toMatchObject({ broken: { line: 2 } })
  })

  it('finds a cut end by the hash of the last line, and only by it', async () => {
    const all = await written(5)
    const cut = all.slice(0, 3)
    expect(await verify(cut)).toMatchObject({ lines: 3, broken: null })
    expect(await verify(cut, [...heads.values()])).toMatchObject({ broken: { line: 4 } })
  })

  it('finds what is no line of an audit log', async () => {
    await written(1)
    await appendFile(path, 'hello\n')
    expect(await verify(await lines())).toMatchObject({ broken: { line: 2 } })
  })
})
