import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createAllowedFiles, pathIfSame } from '../../src/table/allowed-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { path: root, write } = temporaryFolder()
const CSV = 'Email\nann@example.com\n'
const folder = join(root, 'in')
write('in/leads.csv', CSV)
write('in/2024/Kunden März.csv', CSV)
write('in/.env.csv', CSV)
write('in/.git/x.csv', CSV)
write('in-secret/x.csv', 'Secret\nx\n')
write('home/Downloads/d.csv', CSV)
write('home/.ssh/id_rsa', 'key')
mkdirSync(join(folder, 'folder.csv'))
symlinkSync(join(folder, 'leads.csv'), join(folder, 'inside-link.csv'))
symlinkSync(join(root, 'in-secret'), join(folder, 'outside'))
symlinkSync(join(root, 'in-secret', 'x.csv'), join(folder, 'outside-link.csv'))
symlinkSync(join(root, 'nowhere.csv'), join(folder, 'broken.csv'))
symlinkSync(join(folder, 'loop2.csv'), join(folder, 'loop1.csv'))
symlinkSync(join(folder, 'loop1.csv'), join(folder, 'loop2.csv'))
symlinkSync(join(folder, '.env.csv'), join(folder, 'hidden-link.csv'))
symlinkSync(folder, join(root, 'alias'))
const homeFolder = join(root, 'home')

const inFolder = () => createAllowedFiles({ folders: [folder], workingFolder: folder, homeFolder })

describe('createAllowedFiles()', () => {
  test.each([
    ['the root', '/'],
    ['the home folder', homeFolder],
    ['a folder above the home folder', root],
    ['the home folder with a detour', join(homeFolder, 'Downloads', '..')],
  ])('refuses %s', async (_what, path) => {
    await expect(createAllowedFiles({ folders: [path], workingFolder: folder, homeFolder })).rejects.toMatchObject({
      code: 'path_not_allowed',
      fix: expect.stringContaining('--allow-dir'),
    })
  })

  test('refuses a folder that does not exist, and a file', async () => {
    const create = (path: string) => createAllowedFiles({ folders: [path], workingFolder: folder })
    await expect(create(join(root, 'nope'))).rejects.toMatchObject({
      code: 'file_not_found',
      message: `There is no folder "${join(root, 'nope')}", which --allow-dir names.`,
      fix: expect.stringContaining('--allow-dir'),
    })
    await expect(create(join(folder, 'leads.csv'))).rejects.toMatchObject({ code: 'file_not_regular' })
  })

  test('tells the real folders', async () => {
    const files = await createAllowedFiles({ folders: ['alias', 'home/Downloads'], workingFolder: root, homeFolder })
    expect(files.folders).toEqual([folder, join(homeFolder, 'Downloads')])
  })
})

describe('AllowedFiles.open()', () => {
  test.each([
    ['an absolute path', join(folder, 'leads.csv'), 'leads.csv'],
    ['a path from the working folder', 'leads.csv', 'leads.csv'],
    ['a path with a detour inside', '2024/../leads.csv', 'leads.csv'],
    ['a name with spaces and accents', './2024/Kunden März.csv', '2024/Kunden März.csv'],
    ['a link inside, as the file it leads to', 'inside-link.csv', 'leads.csv'],
  ])('opens %s', async (_what, path, expected) => {
    await using file = await (await inFolder()).open(path)
    expect(file.realPath).toBe(join(folder, expected))
  })

  test('opens a path through the name the folder was given', async () => {
    const files = await createAllowedFiles({ folders: [join(root, 'alias')], workingFolder: root, homeFolder })
    await using file = await files.open(join(root, 'alias', 'leads.csv'))
    expect(file.realPath).toBe(join(folder, 'leads.csv'))
  })

  test('looks for a relative path in the allowed folders after the working folder', async () => {
    const files = await createAllowedFiles({ folders: [folder], workingFolder: root, homeFolder })
    await using file = await files.open('leads.csv')
    expect(file.realPath).toBe(join(folder, 'leads.csv'))
  })

  test('tells its tables by texts that open them, the newest first, and no hidden one', async () => {
    write('in/2024/leads.csv', CSV)
    utimesSync(join(folder, '2024', 'leads.csv'), 2_000_000_000, 2_000_000_000)
    const inner = join(folder, '2024')
    const files = await createAllowedFiles({ folders: [folder], workingFolder: inner, homeFolder })
    const tables = await files.tables()
    expect(tables).toEqual(['leads.csv', 'Kunden März.csv', join(folder, 'leads.csv')])
    const opened = await Promise.all(tables.map((table) => files.open(table)))
    expect(opened.map(({ realPath }) => realPath)).toEqual([
      join(inner, 'leads.csv'),
      join(inner, 'Kunden März.csv'),
      join(folder, 'leads.csv'),
    ])
    for (const file of opened) await file[Symbol.asyncDispose]()
    rmSync(join(inner, 'leads.csv'))
  })

  test('takes ~/ for the home folder', async () => {
    const files = await createAllowedFiles({
      folders: [join(homeFolder, 'Downloads')],
      workingFolder: root,
      homeFolder,
    })
    await using file = await files.open('~/Downloads/d.csv')
    expect(file.realPath).toBe(join(homeFolder, 'Downloads', 'd.csv'))
  })

  test.each([
    ['a neighbour with the same beginning', join(root, 'in-secret', 'x.csv')],
    ['a way out', '../in-secret/x.csv'],
    ['a way out with a detour', '2024/../../in-secret/x.csv'],
    ['a system file', '/etc/passwd'],
    ['the file of another folder through a linked folder', 'outside/x.csv'],
    ['a link to a file outside', 'outside-link.csv'],
    ['a link to nowhere', 'broken.csv'],
    ['links in a circle', 'loop1.csv'],
    ['a file in the home folder', '~/.ssh/id_rsa'],
    ['a variable', '$HOME/x.csv'],
    ['percent codes', '%2e%2e/in-secret/x.csv'],
    ['a URL', 'file:///..%2f..%2fetc/passwd'],
    ['a path with NUL', 'leads.csv\0.txt'],
    ['a network path', '\\\\host\\share\\x.csv'],
    ['a very long path', `${'a/'.repeat(2500)}x.csv`],
    ['an empty path', ' '],
  ])('refuses %s', async (_what, path) => {
    await expect((await inFolder()).open(path)).rejects.toMatchObject({ code: 'path_not_allowed' })
  })

  test.each([
    [join(root, 'in-secret', 'x.csv'), join(root, 'in-secret', 'y.csv')],
    ['../in-secret/x.csv', '../in-secret/y.csv'],
    ['2024/../../in-secret/x.csv', '2024/../../in-secret/y.csv'],
    ['/etc/passwd', '/etc/nobody-has-this'],
    ['/etc/hostname', '/nowhere/at/all.csv'],
    ['outside/x.csv', 'outside/y.csv'],
    ['outside/x.csv', 'outside/deep/er/y.csv'],
    ['outside-link.csv', 'broken.csv'],
    ['outside', 'outside/nobody-has-this'],
    [join(root, 'in-secret'), join(root, 'nobody-has-this')],
    ['/etc', '/nobody-has-this'],
  ])('says the same of a file outside that exists (%s) and one that does not (%s)', async (there, missing) => {
    const files = await inFolder()
    const errorOf = async (path: string) => {
      const error = await files.open(path).catch((reason: unknown) => reason)
      return JSON.stringify({ ...Object(error), message: String(error) }).replaceAll(path, '<path>')
    }
    expect(await errorOf(there)).toBe(await errorOf(missing))
  })

  test('names the setting to add when no folder is allowed', async () => {
    const files = await createAllowedFiles({ folders: [], workingFolder: folder, homeFolder })
    await expect(files.open('leads.csv')).rejects.toMatchObject({
      code: 'path_not_allowed',
      message: '"leads.csv" may not be read: no folder is allowed.',
      fix: expect.stringContaining('--allow-dir'),
    })
  })

  test('names the folders and the setting when a path is outside', async () => {
    await expect((await inFolder()).open('/srv/x.csv')).rejects.toMatchObject({
      message: `"/srv/x.csv" is not in an allowed folder (${folder}).`,
      fix: expect.stringContaining('--allow-dir'),
    })
  })

  test('names the nearest files when there is none of that name', async () => {
    await expect((await inFolder()).open('Leads .csv')).rejects.toMatchObject({
      code: 'file_not_found',
      message: `There is no file "Leads .csv" in the allowed folders (${folder}). Nearest names: "leads.csv".`,
    })
    await expect((await inFolder()).open('2024/kunden_marz.csv')).rejects.toMatchObject({
      message: expect.stringContaining('Nearest names: "Kunden März.csv"'),
    })
  })

  test('names no more than five near files, and none of elsewhere', async () => {
    for (const place of ['in/near', 'in', 'in-secret', '']) {
      for (let number = 1; number <= 7; number += 1) write(join(place, `sales${number}.csv`), CSV)
    }
    const error: unknown = await (await inFolder()).open('near/sales.csv').catch((reason: unknown) => reason)
    const [, near = ''] = /Nearest names: (.*)\.$/.exec(String(Reflect.get(Object(error), 'message'))) ?? []
    expect(near.split(', ')).toEqual(['"sales1.csv"', '"sales2.csv"', '"sales3.csv"', '"sales4.csv"', '"sales5.csv"'])
    expect(String(error)).not.toContain('secret')
    for (const place of ['in/near', 'in', 'in-secret', '']) {
      for (let number = 1; number <= 7; number += 1) rmSync(join(root, place, `sales${number}.csv`))
    }
  })

  test('says file_not_found for a missing folder and for a file used as one', async () => {
    const files = await inFolder()
    await expect(files.open('nope/x.csv')).rejects.toMatchObject({ code: 'file_not_found' })
    await expect(files.open('leads.csv/x.csv')).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('shows a hostile path as visible text', async () => {
    await expect((await inFolder()).open('x\n\u001b[2J.csv')).rejects.toMatchObject({
      message: expect.stringContaining('"x\\n.csv"'),
    })
  })

  test.each([
    ['a hidden file', '.env.csv'],
    ['a file in a hidden folder', '.git/x.csv'],
    ['a hidden file that does not exist', '.nope.csv'],
    ['a link to a hidden file', 'hidden-link.csv'],
  ])('refuses %s', async (_what, path) => {
    await expect((await inFolder()).open(path)).rejects.toMatchObject({
      code: 'file_type_unsupported',
      message: expect.stringContaining('hidden'),
    })
  })

  test('opens a file below an allowed folder that is itself in a hidden one', async () => {
    write('.cache/folder/x.csv', CSV)
    const files = await createAllowedFiles({ folders: ['.cache/folder'], workingFolder: root, homeFolder })
    await using file = await files.open('x.csv')
    expect(file.fileName).toBe('x.csv')
  })

  test('refuses folders and pipes', async () => {
    const files = await inFolder()
    execFileSync('mkfifo', [join(folder, 'pipe.csv')])
    await expect(files.open('folder.csv')).rejects.toMatchObject({ code: 'file_not_regular' })
    await expect(files.open('pipe.csv')).rejects.toMatchObject({ code: 'file_not_regular' })
  })

  test.each([
    ['2024', 'Name one of its files, such as "2024/Kunden März.csv".'],
    [join(folder, '2024'), `Name one of its files, such as "${folder}/2024/Kunden März.csv"`],
    ['folder.csv', 'Give the path of a CSV, .xlsx or .xls file.'],
  ])('says that %s is a folder, and names files that open() takes', async (path, fix) => {
    const files = await inFolder()
    const error: unknown = await files.open(path).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'file_not_regular',
      message: `"${path}" is a folder, not a file.`,
      fix: expect.stringContaining(fix),
    })
    for (const [, name] of String(Reflect.get(Object(error), 'fix')).matchAll(/"([^"]+)"/g)) {
      await using file = await files.open(String(name))
      expect(file.realPath).toContain('2024')
    }
  })

  test('never reads a file outside while the path is swapped for a link', async () => {
    const files = await inFolder()
    const swapped = join(folder, 'swap.csv')
    const spare = join(root, 'spare')
    let running = true
    const swapping = (async () => {
      while (running) {
        writeFileSync(spare, CSV)
        renameSync(spare, swapped)
        await new Promise(setImmediate)
        symlinkSync(join(root, 'in-secret', 'x.csv'), spare)
        renameSync(spare, swapped)
        await new Promise(setImmediate)
      }
    })()
    const heads = new Set<string>()
    for (let round = 0; round < 300; round += 1) {
      try {
        await using file = await files.open('swap.csv')
        heads.add(Buffer.from(await file.read(0, 6)).toString())
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:path_not_allowed|file_not_found)$/) })
      }
    }
    running = false
    await swapping
    expect([...heads].filter((head) => !CSV.startsWith(head))).toEqual([])
  })

  test('never reads a file outside while a folder on the way is swapped for a link', async () => {
    const files = await inFolder()
    write('in/way/x.csv', 'Inside\n1\n')
    let running = true
    const way = join(folder, 'way')
    const parked = join(root, 'parked')
    const swapping = (async () => {
      while (running) {
        renameSync(way, parked)
        symlinkSync(join(root, 'in-secret'), way)
        await new Promise(setImmediate)
        renameSync(way, join(root, 'old-link'))
        renameSync(parked, way)
        await new Promise(setImmediate)
      }
    })()
    const heads = new Set<string>()
    for (let round = 0; round < 300; round += 1) {
      try {
        await using file = await files.open('way/x.csv')
        heads.add(Buffer.from(await file.read(0, 6)).toString())
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:path_not_allowed|file_not_found)$/) })
      }
    }
    running = false
    await swapping
    expect([...heads].filter((head) => head !== 'Inside')).toEqual([])
  })
})

describe('pathIfSame()', () => {
  test('gives the path only while it leads to the open file', async () => {
    const path = write('in/same.csv', CSV)
    const handle = await open(path)
    expect(await pathIfSame(handle, path)).toBe(path)
    write('in/other.csv', CSV)
    renameSync(join(folder, 'other.csv'), path)
    expect(await pathIfSame(handle, path)).toBeUndefined()
    await handle.close()
  })
})

test('create() finds the folder of a relative path as open() does', async () => {
  const files = await createAllowedFiles({ folders: [folder], workingFolder: homeFolder })
  for (const path of ['rows.csv', '2024/rows.csv']) {
    const file = await files.create(path)
    await file.close()
    expect(file.path).toBe(join(folder, path))
    rmSync(file.path)
  }
  for (const path of ['none/rows.csv', '../in-secret/rows.csv', join(homeFolder, 'rows.csv')]) {
    await expect(files.create(path)).rejects.toMatchObject({ code: 'path_not_allowed' })
  }
})
