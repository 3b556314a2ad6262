import { ForecastTally } from '../forecast/forecast-tally.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import type { AccountRecords } from '../record-lookup/account-records.ts'
import type { RecordLookup } from '../record-lookup/look-up-records.ts'
import type { CheckedRow } from './checked-row.ts'

/** The account's records while the files are checked. */
export interface KnownAccount {
  records: AccountRecords
  tally: ForecastTally
  /** The records that the row names were looked up. Once a row is beyond, those after it are, and are not asked. */
  reaches(file: PlannedFile, row: CheckedRow): boolean
  /** Every row of every file was looked up, and nothing failed. */
  isWhole: boolean
}

export function knownAccount({ files }: Plan, { records, reach, failures }: RecordLookup): KnownAccount {
  const lastLines = new Map(files.map((file, place) => [file, reach[place]?.lastLine ?? 0]))
  const beyond = new Set<PlannedFile>()
  return {
    records,
    tally: new ForecastTally(),
    reaches(file, row) {
      if (beyond.has(file)) return false
      const isReached = row.line <= (lastLines.get(file) ?? 0)
      if (!isReached) beyond.add(file)
      return isReached
    },
    isWhole: failures.length === 0 && reach.every(({ lastLine }) => lastLine === Number.POSITIVE_INFINITY),
  }
}
