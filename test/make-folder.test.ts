import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStateFolder } from '../src/import/state-folder.ts'
import { makeFolder } from '../src/make-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('makeFolder() makes a folder and those above it for this user alone, once', async () => {
  const path = join(folder, 'a', 'b', 'c')
  const made = await Promise.all([makeFolder(path), makeFolder(path), makeFolder(path)])
  expect(made.filter((first) => first)).toHaveLength(1)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
  expect(await makeFolder(path)).toBe(false)
})

test('makeFolder() ends where there can be none: in a link that leads nowhere, in a file', async () => {
  await symlink(join(folder, 'unmounted'), join(folder, 'link'))
  await writeFile(join(folder, 'file'), '')
  await expect(makeFolder(join(folder, 'link', 'a', 'b'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(folder, 'file', 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.runIf(existsSync('/proc/self'))(
  'a state folder that can never be made is an error, not a wait without end',
  async () => {
    const written = openStateFolder('/proc/none/state').write('plans/a.json', '{}')
    await expect(written).rejects.toMatchObject({ code: 'journal_unavailable' })
  },
)
