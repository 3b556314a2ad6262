import { UsageError } from '../../errors.ts'
import { safeText } from '../../safe-text.ts'
import type { Plan } from '../plan.ts'
import { type PrepareOptions, prepareUpload } from '../prepare-upload.ts'
import type { FileUpload, PreparedFile } from './file-upload.ts'

/** What goes into one import. */
export interface PlanPart {
  /** Data rows of the source before it. */
  recordsBefore: number
  rows: number
  bytes: number
  /** Of each file. */
  sha256: string[]
}

/** A plan as it will be sent: one import for each part, one part where HubSpot's limits allow it. */
export interface PlanUpload {
  /** In the order of the plan's files; two files of one import need two names. */
  fileNames: string[]
  parts: readonly PlanPart[]
  splits: readonly string[]
  /** In rising order. Whoever gets the files closes them. */
  prepare(index: number): Promise<PreparedFile[]>
  close(): Promise<void>
}

/**
 * All files of a plan, or none: what was prepared before a failure is closed.
 * @throws UsageError hubspot_import_limit: one of several files would have to be cut
 */
export async function prepareParts(
  plan: Plan,
  options: PrepareOptions & { rowsByFile: readonly number[] },
): Promise<PlanUpload> {
  const files: FileUpload[] = []
  const close = async () => {
    await Promise.all(files.map((file) => file.close()))
  }
  try {
    for (const [index, file] of plan.files.entries()) {
      files.push(await prepareUpload(plan, file, { ...options, rows: options.rowsByFile[index] ?? 0 }))
    }
    return uploadOf(plan, files, close)
  } catch (error) {
    await close()
    throw error
  }
}

function uploadOf(plan: Plan, files: readonly FileUpload[], close: () => Promise<void>): PlanUpload {
  const fileNames = uniqueNames(files)
  return {
    fileNames,
    parts: partsOf(plan, files),
    splits: files.flatMap(({ splits }) => splits),
    async prepare(index) {
      const prepared: PreparedFile[] = []
      for (const [place, file] of files.entries()) {
        const one = await file.prepare(index).catch(closeAllAndThrow(prepared))
        prepared.push({ ...one, fileName: fileNames[place] ?? one.fileName })
      }
      return prepared
    },
    close,
  }
}

function partsOf(plan: Plan, files: readonly FileUpload[]): PlanPart[] {
  const [only, second] = files
  if (only !== undefined && second === undefined) {
    return only.parts.map(({ sha256, ...part }) => ({ ...part, sha256: [sha256] }))
  }
  const large = files.findIndex(({ parts }) => parts.length > 1)
  if (large >= 0) throw cannotBeCut(plan, large)
  const all = files.flatMap(({ parts }) => parts)
  const sum = (name: 'rows' | 'bytes') => all.reduce((total, part) => total + part[name], 0)
  return [{ recordsBefore: 0, rows: sum('rows'), bytes: sum('bytes'), sha256: all.map(({ sha256 }) => sha256) }]
}

/** The rows of one file find those of the other only within one import. */
function cannotBeCut({ files }: Plan, place: number): UsageError {
  const name = safeText(files[place]?.fileName ?? '', 80)
  const others = files.filter((_, index) => index !== place).map(({ fileName }) => safeText(fileName, 80))
  return new UsageError(
    'hubspot_import_limit',
    `${name} is too large for one import, and files that are imported together (here with ${others.join(', ')}) cannot be cut into parts.`,
    `Make two imports: call propose_mapping with ${name} alone, which is then sent in parts, and afterwards with ${others.join(', ')} alone. For the association, the file that comes second needs a column with an identifier of the records of the first (the email of a contact, the domain of a company, or the record id that HubSpot gave it).`,
    { outcome: 'not_started' },
  )
}

function uniqueNames(files: readonly Pick<FileUpload, 'fileName'>[]): string[] {
  const taken: string[] = []
  for (const { fileName } of files) {
    const numbered = files.map((_, index) => fileName.replace(/\.csv$/, `-${index + 2}.csv`))
    taken.push([fileName, ...numbered].find((name) => !taken.includes(name)) ?? fileName)
  }
  return taken
}

export const closeAll = async (files: readonly PreparedFile[]): Promise<void> => {
  await Promise.all(files.map((file) => file.close()))
}

const closeAllAndThrow =
  (files: readonly PreparedFile[]) =>
  async (error: unknown): Promise<never> => {
    await closeAll(files)
    throw error
  }
