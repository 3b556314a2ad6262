import type { EngineError, ImportCounters, ImportHooks, JobFile } from './import-job.ts'
import type { Problem } from './values/problem.ts'

type Counter =
  | 'PROPERTY_VALUES_EMITTED'
  | 'ERRORS'
  | 'TOTAL_ROWS'
  | 'MAPPED_COLUMNS'
  | 'UNMAPPED_COLUMNS'
  | 'CREATED_OBJECTS'
  | 'UPDATED_OBJECTS'
  | 'REPEATED_OBJECTS'
  | 'ASSOCIATIONS_EMITTED'
  | 'ASSOCIATIONS_CREATED'

/** Something wrong with a row, one of its cells or the whole file. Holds the cell, so it can become an import error. */
export interface Fault extends Problem {
  objectTypeId?: string
  columnNumber?: number
  propertyName?: string
  invalidValue?: string
}

/** Where a fault was found. */
export interface Place {
  file: JobFile
  lineNumber: number
  cells: readonly string[]
}

/** What an import has done so far, and the way its errors leave. */
export interface Tally {
  count(counter: Counter, by?: number): void
  error(fault: Fault, place: Place): void
  /** Only counters above zero. */
  counters(): ImportCounters
}

export function createTally(hooks: Pick<ImportHooks, 'error'>): Tally {
  const counts = new Map<Counter, number>()
  const count = (counter: Counter, by = 1): void => {
    counts.set(counter, (counts.get(counter) ?? 0) + by)
  }
  return {
    count,
    error(fault, { file, lineNumber, cells }) {
      count('ERRORS')
      const { fileId, pageName } = file
      const page = pageName === undefined ? {} : { pageName }
      const error: EngineError = { ...fault, fileId, ...page, lineNumber, rowData: [...cells] }
      hooks.error(error)
    },
    counters: () => shownCounters(counts),
  }
}

/** Where rows wrote the same record again, HubSpot's UNIQUE_OBJECTS_WRITTEN tells how many different ones there are. */
function shownCounters(counts: ReadonlyMap<Counter, number>): ImportCounters {
  const { REPEATED_OBJECTS: repeated = 0, ...shown } = Object.fromEntries([...counts].filter(([, value]) => value > 0))
  if (repeated === 0) return shown
  return { ...shown, UNIQUE_OBJECTS_WRITTEN: (shown.CREATED_OBJECTS ?? 0) + (shown.UPDATED_OBJECTS ?? 0) }
}
