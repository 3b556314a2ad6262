import { readRows } from '../table/read-rows.ts'
import type { SourceFile } from '../table/source-file.ts'
import type { Row } from '../table/table.ts'
import { csvLines } from '../table/write-csv.ts'
import { compileDateCells } from './date-cells.ts'
import type { Definitions } from './definitions.ts'
import { fileChanged } from './file-changed.ts'
import { cutRows, type RowPiece } from './parts/cut-rows.ts'
import type { FileUpload, ReadingOptions } from './parts/file-upload.ts'
import { keyColumnsOf } from './parts/key-groups.ts'
import type { ImportLimits } from './parts/limits.ts'
import { spooledParts } from './parts/spooled-parts.ts'
import type { Plan, PlannedFile } from './plan.ts'
import { uploadColumns } from './request.ts'

export interface PrepareOptions extends ReadingOptions {
  open: (file: PlannedFile) => Promise<SourceFile>
  definitions: Definitions
  limits: ImportLimits
  /** Folder for prepared copies; each is private and removed by close(). */
  spoolFolder: string
}

/**
 * The source file itself where HubSpot can take it as it is; otherwise a UTF-8, comma-separated copy with the mapped
 * columns and the repairs of the plan. Record n of the copy is record n of the source. What is above the limits is cut
 * between records. `rows`: how many the file has.
 * @throws UsageError file_changed: the source is not the one that was planned
 */
export async function prepareUpload(
  plan: Plan,
  file: PlannedFile,
  options: PrepareOptions & { rows: number },
): Promise<FileUpload> {
  const source = await options.open(file)
  try {
    if (source.bytes !== file.bytes) throw fileChanged(file)
    const asItIs = canBeSentAsItIs(file) ? await sourceAsItIs(source, file, options) : null
    return asItIs ?? (await copied(source, plan, file, options))
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

/** null: it has to be cut, and bytes do not tell where. */
async function sourceAsItIs(
  source: SourceFile,
  file: PlannedFile,
  { limits, rows, signal, onRead }: PrepareOptions & { rows: number },
): Promise<FileUpload | null> {
  const fileName = uploadName(file.fileName)
  const { bytes, sha256 } = file
  if (rows > limits.rows || bytes > limits.bytes) {
    const [{ cutBytes }, { byteParts }] = await Promise.all([
      import('./parts/cut-bytes.ts'),
      import('./parts/byte-parts.ts'),
    ])
    const cut = await cutBytes(source, file.dialect, { limits, keys: keyColumnsOf(file), signal })
    return cut === null ? null : byteParts(source, file, cut, { fileName, signal, onRead })
  }
  const stream = () => source.chunks()
  return {
    fileName,
    parts: [{ recordsBefore: 0, rows, bytes, sha256 }],
    splits: [],
    prepare: async () => ({ fileName, bytes, sha256, stream, close: async () => undefined }),
    close: () => source.close(),
  }
}

async function copied(
  source: SourceFile,
  plan: Plan,
  file: PlannedFile,
  { definitions, limits, spoolFolder, signal, rows, onRead }: PrepareOptions & { rows: number },
): Promise<FileUpload> {
  const { compileRepairs, repairTools } = await import('./repair.ts')
  const repair = compileRepairs(file, await repairTools([file], definitions))
  const dates = compileDateCells(plan, file, definitions)
  const toUpload = compileUploadedCells(file, (cells) => dates(repair(cells)))
  const header = Buffer.from(csvLines([uploadColumns(file).map((column) => column.header)]))
  const options = { limits, keys: keyColumnsOf(file), headerBytes: header.length, toUpload }
  return spooledParts({
    file,
    fileName: uploadName(file.fileName),
    header,
    // The call that reads the rows first may end before the parts are sent.
    pieces: (isFirst) =>
      isFirst
        ? tellingRows(cutRows(readRows(source, file.dialect, { signal }), options), (done) =>
            onRead?.(file.bytes * Math.min(1, done / rows), file.bytes),
          )
        : cutRows(readRows(source, file.dialect), options),
    folder: spoolFolder,
    async mustBeUnchanged() {
      if ((await source.sha256({ signal })) !== file.sha256) throw fileChanged(file)
    },
    close: () => source.close(),
  })
}

async function* tellingRows(
  pieces: AsyncIterable<RowPiece>,
  tell: (rows: number) => void,
): AsyncGenerator<RowPiece, void, undefined> {
  let rows = 0
  for await (const piece of pieces) {
    rows += piece.rows
    tell(rows)
    yield piece
  }
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
