import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sharedKey } from '../../src/context/shared-key.ts'
import { withFolder } from '../with-folder.ts'

test('sharedKey() is the same for all processes of a state folder', async () => {
  await using folder = await withFolder()
  const keys = await Promise.all(Array.from({ length: 8 }, () => sharedKey(folder.path)))
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
  expect(keys[0]).toHaveLength(32)
})

test.each([
  ['empty', ''],
  ['cut off', 'ab'.repeat(20)],
  ['not hexadecimal', `${'ab'.repeat(31)}zz`],
])('sharedKey() takes no key that is %s: what anybody could sign would be believed', async (_, text) => {
  await using folder = await withFolder()
  await mkdir(join(folder.path, 'keys'))
  await writeFile(join(folder.path, 'keys/questions-and-links'), text)
  await expect(sharedKey(folder.path)).rejects.toMatchObject({ code: 'journal_unavailable' })
})
