import { randomInt } from 'node:crypto'
import type { Sqlite } from '../sqlite.ts'
import { textOf } from './database.ts'

/** Values kept as long as the database: chosen once, at the first start. */
export function keptSetting(database: Sqlite, name: string, choose: () => string): string {
  const found = database.prepare('SELECT value FROM settings WHERE name = ?').get(name)
  if (found !== undefined) return textOf(found.value)
  const value = choose()
  database.prepare('INSERT INTO settings VALUES (?, ?)').run(name, value)
  return value
}

/** A new account number for each new store, so that a plan made for one is not mistaken for the other. */
export const portalIdOf = (database: Sqlite): number =>
  Number(keptSetting(database, 'portalId', () => String(randomInt(20_000_000, 149_000_000))))
