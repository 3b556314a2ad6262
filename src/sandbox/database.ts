import type { Sqlite, SqlValue } from '../sqlite.ts'
import { openSqlite } from '../sqlite.ts'

/**
 * `durable`: the file outlives the process, so a killed process must not leave it broken. Otherwise it is thrown away,
 * and the journal stays in memory.
 */
export async function openDatabase(path: string, options: { durable: boolean }): Promise<Sqlite> {
  const database = await openSqlite(path)
  database.exec(
    `PRAGMA page_size = 8192; PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
     PRAGMA journal_mode = ${options.durable ? 'TRUNCATE' : 'MEMORY'};`,
  )
  database.exec(TABLES)
  return database
}

export const textOf = (value: SqlValue | undefined): string => {
  if (typeof value === 'string') return value
  throw new TypeError(`a text was expected in the sandbox's database, not ${typeof value}`)
}

export const numberOf = (value: SqlValue | undefined): number => {
  if (typeof value === 'number') return value
  throw new TypeError(`a number was expected in the sandbox's database, not ${typeof value}`)
}

export const textOrNull = (value: SqlValue | undefined): string | null => (value === null ? null : textOf(value))

export const numberOrNull = (value: SqlValue | undefined): number | null => (value === null ? null : numberOf(value))

/** Record ids are unique over all object types: one of them is enough to name a record. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS apps (id INTEGER PRIMARY KEY, app TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS properties (
    object_type TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (object_type, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS property_groups (
    object_type TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (object_type, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS validations (
    object_type TEXT NOT NULL, property TEXT NOT NULL, rule_type TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (object_type, property, rule_type)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS labels (
    type_id INTEGER PRIMARY KEY AUTOINCREMENT, from_type TEXT NOT NULL, to_type TEXT NOT NULL, inverse_id INTEGER NOT NULL,
    name TEXT, label TEXT
  );
  CREATE TABLE IF NOT EXISTS configurations (
    from_type TEXT NOT NULL, to_type TEXT NOT NULL, category TEXT NOT NULL, type_id INTEGER NOT NULL,
    maximum INTEGER NOT NULL, PRIMARY KEY (from_type, to_type, category, type_id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, object_type TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    properties TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS records_of_type ON records (object_type, id);
  CREATE TABLE IF NOT EXISTS unique_values (
    property TEXT NOT NULL, value TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (property, value, record)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS associations (
    from_record INTEGER NOT NULL, to_type TEXT NOT NULL, category TEXT NOT NULL, type_id INTEGER NOT NULL,
    to_record INTEGER NOT NULL, PRIMARY KEY (from_record, to_type, category, type_id, to_record)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS imports (
    id INTEGER PRIMARY KEY, app INTEGER NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL, name TEXT,
    request TEXT NOT NULL, normalised TEXT NOT NULL, object_types TEXT NOT NULL, counters TEXT NOT NULL,
    lists TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS import_files (
    id INTEGER PRIMARY KEY, import INTEGER NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, path TEXT NOT NULL,
    bytes INTEGER NOT NULL, lines INTEGER NOT NULL, sha256 TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS files_of_import ON import_files (import, id);
  CREATE TABLE IF NOT EXISTS import_pages (file INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS import_errors (
    import INTEGER NOT NULL, line INTEGER NOT NULL, seq INTEGER NOT NULL, file INTEGER NOT NULL,
    created INTEGER NOT NULL, error_type TEXT NOT NULL, object_type TEXT, column_number INTEGER, property TEXT,
    value TEXT, message TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (import, line, seq)
  ) WITHOUT ROWID;
`
