import { rmdirSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import nodeProcess from 'node:process'

export type SqlValue = string | number | bigint | null | Uint8Array
export type SqlRow = Record<string, SqlValue>

export interface SqlStatement {
  run(...values: SqlValue[]): { changes: number }
  get(...values: SqlValue[]): SqlRow | undefined
  all(...values: SqlValue[]): SqlRow[]
}

/** One database file, used by one connection. NUL in a text becomes U+FFFD: the WebAssembly build would cut there. */
export interface Sqlite {
  exec(sql: string): void
  /** For statements built at run time: prepared, run and let go. */
  query(sql: string, ...values: SqlValue[]): SqlRow[]
  /** The statement lives until close(). */
  prepare(sql: string): SqlStatement
  /** Commits, or rolls back when `work` throws. Inside another transaction it is a part of that one. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * node:sqlite where Node has it without a flag (22.13 and later), its WebAssembly build otherwise.
 * The caller makes sure that no other process has the file open: the lock of a killed process is removed.
 */
export async function openSqlite(path: string): Promise<Sqlite> {
  const connection = isBuiltin('node:sqlite') ? openBuiltin(path) : await openWasm(path)
  return withTransactions(connection)
}

type Connection = Omit<Sqlite, 'transaction'>

function withTransactions(connection: Connection): Sqlite {
  let open = false
  return {
    ...connection,
    transaction(work) {
      if (open) return work()
      connection.exec('BEGIN')
      open = true
      let committed = false
      try {
        const result = work()
        connection.exec('COMMIT')
        committed = true
        return result
      } finally {
        open = false
        if (!committed) connection.exec('ROLLBACK')
      }
    },
  }
}

/** The part of node:sqlite that is used; the types of Node 20 do not have it. */
interface BuiltinDatabase {
  exec(sql: string): void
  prepare(sql: string): {
    run(...values: SqlValue[]): { changes: number | bigint }
    get(...values: SqlValue[]): SqlRow | undefined
    all(...values: SqlValue[]): SqlRow[]
  }
  close(): void
}

function openBuiltin(path: string): Connection {
  // Modules of Node are the same from everywhere; a part of the bundle has no address of its own (import.meta.url).
  const load = createRequire(nodeProcess.execPath)
  const { DatabaseSync }: { DatabaseSync: new (path: string) => BuiltinDatabase } = withoutWarning(() =>
    load('node:sqlite'),
  )
  const database = new DatabaseSync(path)
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        run: (...values) => ({ changes: Number(statement.run(...values.map(storable)).changes) }),
        get: (...values) => statement.get(...values.map(storable)),
        all: (...values) => statement.all(...values.map(storable)),
      }
    },
    query: (sql, ...values) => database.prepare(sql).all(...values.map(storable)),
    close: () => database.close(),
  }
}

/** Node announces node:sqlite as experimental on stderr, which is our log. */
function withoutWarning<T>(work: () => T): T {
  const { emitWarning } = nodeProcess
  nodeProcess.emitWarning = () => undefined
  try {
    return work()
  } finally {
    nodeProcess.emitWarning = emitWarning
  }
}

/** The part of node-sqlite3-wasm that is used. Nothing of it is garbage collected: statements have to be finalized. */
async function openWasm(path: string): Promise<Connection> {
  const { default: wasm } = await import('node-sqlite3-wasm')
  removeStaleLock(path)
  const database = new wasm.Database(path)
  const statements: { finalize(): void }[] = []
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const statement = database.prepare(sql)
      statements.push(statement)
      const all = (values: SqlValue[]): SqlRow[] => statement.all(values.map(storable)).filter(isRow)
      return {
        run: (...values) => ({ changes: statement.run(values.map(storable)).changes }),
        get: (...values) => all(values)[0],
        all: (...values) => all(values),
      }
    },
    query: (sql, ...values) => database.all(sql, values.map(storable)).filter(isRow),
    close() {
      for (const statement of statements) statement.finalize()
      database.close()
    },
  }
}

/** The build can also nest the values by table (`expand`), which is never asked for. */
function isRow(result: SqlRow | Record<string, SqlRow>): result is SqlRow {
  const [first] = Object.values(result)
  return typeof first !== 'object' || first === null || first instanceof Uint8Array
}

/** Its lock is an empty folder beside the file, which stays when the process is killed. */
function removeStaleLock(path: string): void {
  try {
    rmdirSync(`${path}.lock`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

const storable = (value: SqlValue): SqlValue =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
