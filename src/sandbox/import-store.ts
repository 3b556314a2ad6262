import { randomInt } from 'node:crypto'
import type { Sqlite, SqlRow } from '../sqlite.ts'
import { numberOf, textOf } from './database.ts'
import { mappedObjectTypeIds, type NormalisedRequest } from './import-request-check.ts'
import { importRequestJson } from './import-request-json.ts'
import type { ImportCounters, JobFile } from './run-import/import-job.ts'
import type { UploadedFile } from './upload.ts'

export type ImportState = 'STARTED' | 'DEFERRED' | 'PROCESSING' | 'DONE' | 'FAILED' | 'CANCELED'

export const FINISHED: readonly ImportState[] = ['DONE', 'FAILED', 'CANCELED']

export interface StoredImport {
  id: number
  appId: number
  state: ImportState
  createdAt: number
  importName: string | null
  importRequestJson: unknown
  mappedObjectTypeIds: string[]
  counters: ImportCounters
  objectLists: { listId: string; objectType: string }[]
}

export interface StoredFile extends JobFile {
  importId: number
  bytes: number
  lines: number
  sha256: string
}

export interface NewImport {
  appId: number
  request: NormalisedRequest
  /** Uploaded files in the order of `request.files`. */
  files: readonly UploadedFile[]
}

export interface ImportStore {
  add(added: NewImport): StoredImport
  find(id: number): StoredImport | undefined
  /** The app's imports, newest first, older than `before`. */
  list(appId: number, before: number, limit: number): StoredImport[]
  /** The next ones newer than `after`, newest first. */
  listNewer(appId: number, after: number, limit: number): StoredImport[]
  unfinished(): StoredImport[]
  files(id: number): StoredFile[]
  request(id: number): NormalisedRequest
  change(id: number, change: Partial<Pick<StoredImport, 'state' | 'counters' | 'objectLists'>>): void
  /** Data rows of all imports since then. */
  rowsSince(time: number): number
}

const FIRST_IMPORT_ID = 55_000_000
const FIRST_FILE_ID = 184_000_000_000

export function createImportStore(database: Sqlite, options: { portalId: number; now(): number }): ImportStore {
  const statements = {
    insert: database.prepare('INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    insertFile: database.prepare('INSERT INTO import_files VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    byId: database.prepare('SELECT * FROM imports WHERE id = ?'),
    page: database.prepare('SELECT * FROM imports WHERE app = ? AND id < ? ORDER BY id DESC LIMIT ?'),
    newer: database.prepare('SELECT * FROM imports WHERE app = ? AND id > ? ORDER BY id LIMIT ?'),
    unfinished: database.prepare(
      "SELECT * FROM imports WHERE state IN ('STARTED', 'DEFERRED', 'PROCESSING') ORDER BY id",
    ),
    files: database.prepare('SELECT * FROM import_files WHERE import = ? ORDER BY id'),
    change: database.prepare('UPDATE imports SET state = ?, counters = ?, lists = ? WHERE id = ?'),
    lastId: database.prepare('SELECT max(id) AS id FROM imports'),
    lastFileId: database.prepare('SELECT max(id) AS id FROM import_files'),
    rows: database.prepare(
      `SELECT coalesce(sum(lines), 0) AS n FROM import_files JOIN imports ON imports.id = import_files.import
       WHERE imports.created > ?`,
    ),
  }
  const nextId = (last: SqlRow | undefined, first: number) =>
    (typeof last?.id === 'number' ? last.id : first + randomInt(1_000_000)) + randomInt(1, 100)
  const find = (id: number) => {
    const row = statements.byId.get(id)
    return row === undefined ? undefined : importOf(row)
  }
  const known = (id: number): StoredImport => {
    const found = find(id)
    if (found === undefined) throw new RangeError(`no import ${id}`)
    return found
  }
  return {
    add({ appId, request, files }) {
      const id = nextId(statements.lastId.get(), FIRST_IMPORT_ID)
      const firstFile = nextId(statements.lastFileId.get(), FIRST_FILE_ID)
      const stored = request.files.map((file, index) => storedFile(file, firstFile + index, files[index]))
      const echo = importRequestJson(request, stored.map(echoedFile), options.portalId)
      const types = mappedObjectTypeIds(request)
      database.transaction(() => {
        statements.insert.run(
          ...[id, appId, 'STARTED', options.now(), request.name ?? null, JSON.stringify(echo)],
          ...[JSON.stringify(request), JSON.stringify(types), '{}', '[]'],
        )
        for (const file of stored) {
          const { fileId, fileName, fileFormat, path, bytes, lines, sha256 } = file
          statements.insertFile.run(fileId, id, fileName, fileFormat, path, bytes, lines, sha256)
        }
      })
      return known(id)
    },
    find,
    list: (appId, before, limit) => statements.page.all(appId, before, limit).map(importOf),
    listNewer: (appId, after, limit) => statements.newer.all(appId, after, limit).map(importOf).reverse(),
    unfinished: () => statements.unfinished.all().map(importOf),
    files: (id) => statements.files.all(id).map(fileOf),
    request: (id) => JSON.parse(textOf(statements.byId.get(id)?.normalised)),
    change(id, change) {
      const { state, counters, objectLists } = { ...known(id), ...change }
      statements.change.run(state, JSON.stringify(counters), JSON.stringify(objectLists), id)
    },
    rowsSince: (time) => numberOf(statements.rows.get(time)?.n),
  }
}

function storedFile(file: NormalisedRequest['files'][number], fileId: number, uploaded: UploadedFile | undefined) {
  if (uploaded === undefined) throw new RangeError(`the file ${file.fileName} was not uploaded`)
  const { fileName, path, bytes, lines, sha256 } = uploaded
  return { fileName, fileId, fileFormat: file.fileFormat ?? 'CSV', path, bytes, lines, sha256 }
}

const echoedFile = ({ fileId, fileFormat, lines }: Pick<StoredFile, 'fileId' | 'fileFormat' | 'lines'>) => ({
  fileId,
  fileFormat,
  estimatedLineCount: fileFormat === 'CSV' ? lines : null,
})

const STATES: readonly ImportState[] = ['STARTED', 'DEFERRED', 'PROCESSING', 'DONE', 'FAILED', 'CANCELED']

function importOf(row: SqlRow): StoredImport {
  return {
    id: numberOf(row.id),
    appId: numberOf(row.app),
    state: STATES.find((state) => state === row.state) ?? 'FAILED',
    createdAt: numberOf(row.created),
    importName: typeof row.name === 'string' ? row.name : null,
    importRequestJson: JSON.parse(textOf(row.request)),
    mappedObjectTypeIds: JSON.parse(textOf(row.object_types)),
    counters: JSON.parse(textOf(row.counters)),
    objectLists: JSON.parse(textOf(row.lists)),
  }
}

function fileOf(row: SqlRow): StoredFile {
  return {
    importId: numberOf(row.import),
    fileId: numberOf(row.id),
    fileName: textOf(row.name),
    fileFormat: row.format === 'SPREADSHEET' ? 'SPREADSHEET' : 'CSV',
    path: textOf(row.path),
    bytes: numberOf(row.bytes),
    lines: numberOf(row.lines),
    sha256: textOf(row.sha256),
  }
}
