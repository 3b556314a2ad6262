import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '../src/sqlite.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sqlite-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const openHere = () => openSqlite(join(folder, 'a.db'))

test('openSqlite() keeps values of every type over close()', async () => {
  const first = await openHere()
  first.exec('CREATE TABLE t (a, b, c, d, e)')
  const row = ['text é 🎉', 7, 1.5, null, new Uint8Array([1, 2])]
  expect(first.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?)').run(...row)).toEqual({ changes: 1 })
  first.close()
  const second = await openHere()
  const found = second.prepare('SELECT * FROM t').get()
  expect(Object.values(found ?? {})).toEqual(row)
  second.close()
})

test('openSqlite() stores U+FFFD for NUL and cuts nothing', async () => {
  const database = await openHere()
  database.exec('CREATE TABLE t (a)')
  database.prepare('INSERT INTO t VALUES (?)').run('a\0b')
  expect(database.query('SELECT a FROM t')[0]?.a).toBe('a\uFFFDb')
  database.close()
})

test('get() is undefined and all() is empty where there is no row', async () => {
  const database = await openHere()
  database.exec('CREATE TABLE t (a)')
  const select = database.prepare('SELECT a FROM t')
  expect([select.get(), select.all()]).toEqual([undefined, []])
  database.close()
})

test('transaction() commits, rolls back what throws, and joins an outer one', async () => {
  const database = await openHere()
  database.exec('CREATE TABLE t (a)')
  const insert = database.prepare('INSERT INTO t VALUES (?)')
  const all = () => database.query('SELECT a FROM t').map((row) => row.a)
  expect(database.transaction(() => insert.run(1).changes)).toBe(1)
  const failing = () =>
    database.transaction(() => {
      database.transaction(() => insert.run(2))
      throw new Error('no')
    })
  expect(failing).toThrow('no')
  expect(all()).toEqual([1])
  database.transaction(() => insert.run(3))
  expect(all()).toEqual([1, 3])
  database.close()
})

test('openSqlite() removes the lock that a killed process has left', async () => {
  await mkdir(join(folder, 'a.db.lock'))
  const database = await openHere()
  database.exec('CREATE TABLE t (a)')
  database.close()
  expect(existsSync(join(folder, 'a.db'))).toBe(true)
})

test('an error in SQL names itself', async () => {
  const database = await openHere()
  expect(() => database.exec('SELECT 1 FROM nowhere')).toThrow('no such table: nowhere')
  database.close()
})
