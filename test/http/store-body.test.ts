import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder } from '../../src/http/store-body.ts'

const failing = (code: string) =>
  inFolder(() => Promise.reject(Object.assign(new Error(`${code}: /secret/path`), { code })))

test.each([
  ['EACCES', 'journal_unavailable'],
  ['EPERM', 'journal_unavailable'],
  ['EROFS', 'journal_unavailable'],
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
])('inFolder() tells %s of its folder as %s, without the path', async (system, code) => {
  await expect(failing(system)).rejects.toMatchObject({ code, message: expect.not.stringContaining('/secret') })
})

test('inFolder() leaves other failures as they are, and gives what the work gives', async () => {
  await expect(failing('EIO')).rejects.toThrow('EIO: /secret/path')
  const folder = await mkdtemp(join(tmpdir(), 'store-body-'))
  expect(await inFolder(() => writeFile(join(folder, 'a'), ''))).toBeUndefined()
  await rm(folder, { recursive: true })
})
