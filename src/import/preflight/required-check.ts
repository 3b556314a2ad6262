import { counted } from '../../counted.ts'
import { showObjectType } from '../../hubspot/object-types.ts'
import type { AccountRecord } from '../record-lookup/account-records.ts'
import { commonColumnOf } from './association-key.ts'
import { BLANK, type CheckedRow, count, FINE, type UndecidedFault } from './checked-row.ts'
import type { MappedColumn } from './column-kind.ts'
import { type FileContext, openCounter } from './file-context.ts'
import { KeyIndex } from './key-index.ts'
import type { Counter } from './ledger.ts'
import { isMappedInPlan } from './mapped-in-plan.ts'
import type { RecordMatch } from './match-check.ts'
import { alwaysCreates, type RecordColumns, type RequiredGroup } from './record-columns.ts'
import { holderOf } from './record-holder.ts'
import type { UndecidedFaults } from './undecided-faults.ts'

interface RequiredContext {
  context: FileContext
  undecided: UndecidedFaults
  mayRepeat: boolean
}

/** Whether a row makes a new record. */
type Creation = 'never' | 'perhaps' | 'sure'

/** Whether an earlier row has written the record that a row names: `perhaps` where the account's records may have lost it. */
type Writing = 'no' | 'perhaps' | 'yes'

interface Requirement {
  group: RequiredGroup
  lost: Counter
  perhaps: Counter
}

/** What new records need, for rows whose record is not lost otherwise. `remember`: the record of the row is written, perhaps. */
export function requiredCheck(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  { context, undecided, mayRepeat }: RequiredContext,
): {
  check: (row: CheckedRow, match: RecordMatch) => void
  remember: (row: CheckedRow, isPerhapsLost: boolean) => void
} {
  const { ledger } = context
  const requirements = requirementsOf(record, columns, context)
  const comesAgain = mayRepeat || isOnlyCommon(record, columns, context)
  const written = comesAgain && canComeAgain(record, requirements) ? writtenRecords(record, columns, context) : null
  let isDoubtful = false
  return {
    check(row, match) {
      const creation = match === 'not_looked_up' ? creationOf(row, record, written) : knownCreation(match)
      const faults = undecided.of(row)
      const { needed, absent } = creation === 'never' ? NOTHING : unmetBy(row, requirements, faults)
      const isSure = creation === 'sure'
      isDoubtful = needed.length + absent.length > 0
      undecided.tell(row, isSure ? faults.filter((fault) => !needed.includes(fault)) : faults)
      if (isSure) undecided.tellAsRequired(row, needed)
      else undecided.warn(row, needed)
      for (const { lost, perhaps } of absent) count(row, isSure ? lost : perhaps, ledger, '')
    },
    remember(row, isPerhapsLost) {
      written?.add(row, isDoubtful || isPerhapsLost)
    },
  }
}

const NOTHING: ReturnType<typeof unmetBy> = { needed: [], absent: [] }

interface WrittenRecords {
  has(row: CheckedRow): Writing
  add(row: CheckedRow, isDoubtful: boolean): void
}

function writtenRecords(
  record: RecordColumns,
  columns: readonly MappedColumn[],
  { definitions }: FileContext,
): WrittenRecords {
  const sure = new KeyIndex()
  const doubtful = new KeyIndex()
  const holder = holderOf(record, columns, definitions)
  // Another record of the account may have such a value.
  const mayBeLost = ({ states }: CheckedRow) =>
    record.unique.some((place) => place !== record.identifier && states[place] === FINE)
  return {
    has(row) {
      const { text } = holder(row)
      if (sure.has(text)) return 'yes'
      return doubtful.has(text) ? 'perhaps' : 'no'
    },
    add(row, isDoubtful) {
      const rows = isDoubtful || mayBeLost(row) ? doubtful : sure
      rows.add(holder(row).text, row.line)
    },
  }
}

/** Rows that repeat the common column of two files are not lost for that: they lead to the record of the first. */
function isOnlyCommon(
  { objectTypeId, identifier, identifierIsNeeded }: RecordColumns,
  columns: readonly MappedColumn[],
  { file, definitions }: FileContext,
): boolean {
  const common = identifierIsNeeded ? undefined : commonColumnOf(file, objectTypeId, definitions)
  return common !== undefined && common === columns[identifier]
}

/** A record that an earlier row has made is not new any more; its identifier alone may not have been enough for it. */
const canComeAgain = ({ identifier }: RecordColumns, requirements: readonly Requirement[]): boolean =>
  identifier >= 0 && requirements.some(({ group }) => !group.columns.includes(identifier))

const knownCreation = ({ record }: { record: AccountRecord | null }): Creation => (record === null ? 'sure' : 'never')

function creationOf(row: CheckedRow, record: RecordColumns, written: WrittenRecords | null): Creation {
  const { operation, recordId, identifier } = record
  const isFilled = (place: number) => place >= 0 && row.states[place] !== BLANK
  if (operation === 'UPDATE' || isFilled(recordId)) return 'never'
  if (!isFilled(identifier)) return 'sure'
  const writing = written?.has(row) ?? 'no'
  if (writing === 'yes') return 'never'
  return alwaysCreates(record) && writing === 'no' ? 'sure' : 'perhaps'
}

/** Faulty values a new record cannot do without, and properties it needs for which there is no value at all. */
function unmetBy(
  row: CheckedRow,
  requirements: readonly Requirement[],
  faults: readonly UndecidedFault[],
): { needed: UndecidedFault[]; absent: Requirement[] } {
  const isMet = ({ columns }: RequiredGroup) => columns.some((place) => row.states[place] === FINE)
  const met = requirements.filter(({ group }) => isMet(group))
  const needed = faults.filter(({ place }) => !met.some(({ group }) => group.columns.includes(place)))
  const absent = requirements.filter(
    ({ group }) => !isMet(group) && !needed.some(({ place }) => group.columns.includes(place)),
  )
  return { needed, absent }
}

/** A CREATE without any column for it is told about the mapping instead: HubSpot refuses that at once. */
function requirementsOf(record: RecordColumns, columns: readonly MappedColumn[], context: FileContext): Requirement[] {
  const { objectTypeId, operation, required } = record
  if (operation === 'UPDATE') return []
  return required
    .filter(({ names }) => operation !== 'CREATE' || isMappedInPlan(names, objectTypeId, context.plan))
    .map((group) => requirement(group, record, columns, context))
}

function requirement(
  group: RequiredGroup,
  { objectTypeId }: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): Requirement {
  const [place = -1, ...others] = group.columns
  const column = others.length === 0 ? columns[place] : undefined
  const object = showObjectType(objectTypeId, context.definitions.objectTypes)
  const needs = group.names.length === 1 ? `${group.names[0]}` : `one of ${group.names.join(', ')}`
  const about = { errorType: 'MISSING_REQUIRED_PROPERTY', column, objectTypeId }
  const lost = openCounter(context, {
    ...about,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row makes', 'rows make')} no new record: ${object} need ${needs}.`,
      fix: `Fill ${needs} in the file, map a column to it with revise_mapping, or use importOperations UPDATE if the records exist.`,
    }),
  })
  const perhaps = openCounter(context, {
    ...about,
    severity: 'warning',
    outcome: null,
    text: ({ count: rows }) => ({
      message: `${counted(rows, 'row has', 'rows have')} no value for ${needs}: lost if the record does not exist yet, because new ${object} need it.`,
      fix: `Fill ${needs} in the file, or use importOperations UPDATE if all records exist.`,
    }),
  })
  return { group, lost, perhaps }
}
