import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { SourceFile } from '../table/open-file.ts'
import { readRows } from '../table/read-rows.ts'
import type { Row } from '../table/table.ts'
import { csvLines } from '../table/write-csv.ts'
import { compileDateCells } from './date-cells.ts'
import type { Definitions } from './definitions.ts'
import { fileChanged } from './file-changed.ts'
import type { Plan, PlannedFile } from './plan.ts'
import { uploadColumns } from './request.ts'
import { hasCode, stateFolderError } from './state-folder.ts'

/** Bytes of one file as they will be sent. */
export interface PreparedFile {
  fileName: string
  bytes: number
  sha256: string
  /** Data rows, when the preparation had to read them; null when the source is sent as it is. */
  rows: number | null
  stream(): Readable
  /** Removes the prepared copy, or closes the source. */
  close(): Promise<void>
}

export interface PrepareOptions {
  open: (file: PlannedFile) => Promise<SourceFile>
  definitions: Definitions
  /** Folder for prepared copies; each is private and removed by close(). */
  spoolFolder: string
  signal?: AbortSignal
}

/** 512 KB chunks: the size at which streaming into the upload stops being the bottleneck. */
const CHUNK = 512 * 1024

/**
 * The source file itself where HubSpot can take it as it is; otherwise a UTF-8, comma-separated copy with the mapped
 * columns and the repairs of the plan. Record n of the copy is record n of the source.
 * @throws UsageError file_changed: the source is not the one that was planned
 */
export async function prepareUpload(plan: Plan, file: PlannedFile, options: PrepareOptions): Promise<PreparedFile> {
  const source = await options.open(file)
  try {
    if (source.bytes !== file.bytes) throw fileChanged(file)
    if (canBeSentAsItIs(file)) return sourceAsItIs(source, file)
    const prepared = await spool(source, plan, file, options)
    await source.close()
    return prepared
  } catch (error) {
    await source.close()
    throw error
  }
}

/** Plain UTF-8 with commas and one header line, every column mapped under its own name, nothing to repair. */
function canBeSentAsItIs(file: PlannedFile): boolean {
  const { encoding, bom, delimiter, hasHeader, firstLine } = file.dialect
  const plain =
    file.format === 'csv' && encoding === 'utf-8' && !bom && delimiter === ',' && hasHeader && firstLine === 1
  const columns = uploadColumns(file)
  return (
    plain &&
    columns.length === file.columns.length &&
    columns.every(({ header, column }) => header === column.columnName && column.repairs.length === 0)
  )
}

function sourceAsItIs(source: SourceFile, file: PlannedFile): PreparedFile {
  return {
    fileName: uploadName(file.fileName),
    bytes: file.bytes,
    sha256: file.sha256,
    rows: null,
    stream: () => source.stream({ start: 0, end: file.bytes - 1, highWaterMark: CHUNK }),
    close: () => source.close(),
  }
}

async function spool(
  source: SourceFile,
  plan: Plan,
  file: PlannedFile,
  options: PrepareOptions,
): Promise<PreparedFile> {
  const path = join(options.spoolFolder, `${randomBytes(16).toString('hex')}.csv`)
  const copy = await openCopy(path, options.spoolFolder)
  try {
    const { compileRepairs, repairTools } = await import('./repair.ts')
    const repair = compileRepairs(file, await repairTools([file], options.definitions))
    const dates = compileDateCells(plan, file, options.definitions)
    const toUpload = compileUploadedCells(file, (cells) => dates(repair(cells)))
    const header = uploadColumns(file).map((column) => column.header)
    const written = await writeCopy(copy, header, uploadedRows(source, file, toUpload, options.signal))
    if ((await source.sha256({ signal: options.signal })) !== file.sha256) throw fileChanged(file)
    return {
      ...written,
      fileName: uploadName(file.fileName),
      stream: () => createReadStream(path, { highWaterMark: CHUNK }),
      close: () => rm(path, { force: true }),
    }
  } catch (error) {
    await rm(path, { force: true })
    throw isFull(error) ? stateFolderError(options.spoolFolder, error).withOutcome('not_started') : error
  } finally {
    await copy.close()
  }
}

async function openCopy(path: string, folder: string): Promise<FileHandle> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await removeLeftOver(folder)
    return await open(path, 'wx', 0o600)
  } catch (error) {
    throw stateFolderError(folder, error).withOutcome('not_started')
  }
}

const DAY_MS = 24 * 3_600_000

/** Copies of uploads that a crash cut off. No upload runs for a day. */
async function removeLeftOver(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found !== undefined && Date.now() - found.mtimeMs > DAY_MS) await rm(join(folder, name), { force: true })
  }
}

const isFull = (error: unknown): boolean => hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')

async function* uploadedRows(
  source: SourceFile,
  file: PlannedFile,
  toUpload: (row: Row) => string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<string[][]> {
  for await (const batch of readRows(source, file.dialect, { signal })) yield batch.map(toUpload)
}

async function writeCopy(
  copy: FileHandle,
  header: string[],
  batches: AsyncIterable<string[][]>,
): Promise<{ bytes: number; sha256: string; rows: number }> {
  const hash = createHash('sha256')
  const totals = { bytes: 0, rows: 0 }
  const write = async (rows: string[][]) => {
    const bytes = Buffer.from(csvLines(rows))
    hash.update(bytes)
    totals.bytes += bytes.length
    await copy.appendFile(bytes)
  }
  await write([header])
  for await (const batch of batches) {
    await write(batch)
    totals.rows += batch.length
  }
  return { ...totals, sha256: hash.digest('hex') }
}

/**
 * A row with a wrong number of cells has shifted columns. It gets one cell too many, so that HubSpot refuses it as it
 * would refuse the row of the source, whichever columns are left out.
 */
function compileUploadedCells(file: PlannedFile, repair: (cells: string[]) => string[]): (row: Row) => string[] {
  const indexes = uploadColumns(file).map(({ column }) => column.index)
  const width = file.dialect.columnCount
  return ({ cells }) => {
    const repaired = repair(cells)
    const kept = indexes.map((index) => repaired[index] ?? '')
    return cells.length === width ? kept : [...kept, '']
  }
}

/** ASCII base name ending in .csv: HubSpot compares it with the name of the uploaded part. */
function uploadName(fileName: string): string {
  const base = fileName
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/[^\w .()-]+/g, '')
    .trim()
  return `${base.slice(0, 100) || 'import'}.csv`
}
