import type { ImportRequest } from '../../hubspot/import-request.ts'
import type { Property } from '../../hubspot/property.ts'
import type { RecordStore } from '../store.ts'
import type { CompileContext } from './compile-context.ts'
import { compileFile } from './compile-file.ts'
import type { FilePlan } from './file-plan.ts'
import type { ImportJob, JobFile } from './import-job.ts'
import { openSource } from './import-source.ts'
import type { Tally } from './tally.ts'
import type { ReadingRules } from './values/cell-check.ts'
import type { Problem } from './values/problem.ts'
import { readTimeZone, type TimeZone, UTC } from './values/time-zone.ts'

export interface ImportPlan {
  /** The files that can be imported, opened: whoever asked for the plan closes them. */
  files: readonly FilePlan[]
  rules: ReadingRules
  /** A file was refused, so nothing is imported. Each reason has become an import error on line 0. */
  isRefused: boolean
}

/** Opens and compiles every file of the job. */
export async function planImport(job: ImportJob, store: RecordStore, tally: Tally): Promise<ImportPlan> {
  const timeZone = readTimeZone(job.request.timeZone ?? 'Z')
  const context = compileContext(job.request, store, timeZone ?? UTC)
  const files: FilePlan[] = []
  const refuse = (file: JobFile | undefined, problems: readonly Problem[]): void => {
    if (file === undefined) return
    for (const problem of problems) tally.error(problem, { file, lineNumber: 0, cells: [] })
  }
  if (timeZone === undefined) {
    refuse(job.files[0], [NO_SUCH_TIME_ZONE])
    return { files, rules: context.rules, isRefused: true }
  }
  for (const file of job.files) {
    const planned = await planFile(file, context)
    if (Array.isArray(planned)) refuse(file, planned)
    else files.push(planned)
  }
  return { files, rules: context.rules, isRefused: files.length < job.files.length }
}

async function planFile(file: JobFile, context: CompileContext): Promise<FilePlan | Problem[]> {
  const requestFile = context.request.files.find(({ fileName }) => fileName === file.fileName)
  if (requestFile === undefined) return [NOT_IN_REQUEST]
  const source = await openSource(file, requestFile)
  if ('errorType' in source) return [source]
  const plan = compileFile(source, requestFile, context)
  if (Array.isArray(plan)) await source.close()
  return plan
}

function compileContext(request: ImportRequest, store: RecordStore, timeZone: TimeZone): CompileContext {
  const definitions = new Map<string, ReadonlyMap<string, Property>>()
  const dateFormat = request.dateFormat ?? request.files[0]?.dateFormat ?? 'MONTH_DAY_YEAR'
  return {
    request,
    store,
    rules: { dateFormat, timeZone, owners: store.owners() },
    definitions(objectTypeId) {
      const known = definitions.get(objectTypeId)
      if (known !== undefined) return known
      const byName = new Map(store.properties(objectTypeId).map((property) => [property.name, property]))
      definitions.set(objectTypeId, byName)
      return byName
    },
  }
}

const NO_SUCH_TIME_ZONE: Problem = {
  errorType: 'UNKNOWN_BAD_REQUEST',
  message: 'timeZone is neither Z, an offset such as +02:00, nor the name of a time zone such as Europe/Berlin.',
}

const NOT_IN_REQUEST: Problem = { errorType: 'FILE_NOT_FOUND', message: 'The request does not name this file.' }
