import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderNames } from '../src/folder-names.ts'

async function namesOf(path: string): Promise<string[]> {
  const names: string[] = []
  for await (const name of folderNames(path)) names.push(name)
  return names.sort()
}

test('folderNames() tells every name once, also of more files than are read at a time, while some are removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'folder-names-'))
  const names = Array.from({ length: 700 }, (_, at) => `file ${String(at).padStart(3, '0')}`)
  for (const name of names) await writeFile(join(folder, name), '')
  expect(await namesOf(folder)).toEqual(names)
  const seen = new Set<string>()
  for await (const name of folderNames(folder)) {
    seen.add(name)
    await rm(join(folder, name))
  }
  expect([...seen].sort()).toEqual(names)
  expect(await namesOf(folder)).toEqual([])
  await rm(folder, { recursive: true })
  expect(await namesOf(folder)).toEqual([])
})

test('folderNames() says where there is no folder but a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'folder-names-'))
  await writeFile(join(folder, 'file'), '')
  await expect(namesOf(join(folder, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await rm(folder, { recursive: true })
})
