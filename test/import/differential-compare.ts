import facts from '../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import type { Finding } from '../../src/import/finding.ts'
import { isUnreadable } from '../../src/import/preflight/unreadable-file.ts'
import type { BothSides, ToldError } from './differential-run.ts'

/** One thing that one side says and the other does not. */
export interface Difference {
  /** Short, the same for differences of one kind. */
  kind: string
  file: number
  line: number
  column: number | null
}

/** What preflight says about one row. */
interface Claim {
  errorType: string
  severity: Finding['severity']
  outcome: Finding['outcome']
  file: number
  line: number
  column: number | null
}

const CLASS = new Map(facts.map(({ errorType, preflight }) => [errorType, preflight]))
const IS_ROW_LOST = new Set(
  facts.filter(({ rowOutcome }) => rowOutcome === 'row_skipped').map((fact) => fact.errorType),
)

const isOfFile = ({ errorType }: Pick<ToldError, 'errorType'>): boolean =>
  CLASS.get(errorType) === 'file' || CLASS.get(errorType) === 'schema'

/** Both directions: what preflight is sure of must come true, and what it could know it must have said. */
export function differences(both: BothSides): Difference[] {
  const { report, result } = both
  const claims = claimsOf(both)
  // A file with a header only is refused before it is checked.
  if (report.rowsByFile.includes(0)) return []
  if (report.findings.some(isUnreadable)) return unreadableDifferences(both)
  if (result === null || result.state === 'FAILED') return refusalDifferences(both)
  const refused = report.findings.filter(({ outcome, severity }) => outcome === 'file_refused' && severity === 'error')
  return [
    ...refused.map(({ errorType, columnIndex }) => ({
      kind: `preflight refuses the file: ${errorType}`,
      file: 0,
      line: 0,
      column: columnIndex,
    })),
    ...claims
      .filter((claim) => claim.severity === 'error' && !comesTrue(claim, both, claims))
      .map((claim) => ({
        ...place(claim),
        kind: `only preflight: ${claim.errorType}${insteadOf(claim, both.errors)}`,
      })),
    ...both.errors
      .filter((error) => couldBeKnown(error, both) && !isTold(error, claims, both))
      .map((error) => ({ ...place(error), kind: `only the engine: ${error.errorType}${insteadOf(error, claims)}` })),
    ...countDifferences(both),
  ]
}

/** start_import sends no such file. Where it is sent all the same, the rows before the fault are imported, how many is chance. */
function unreadableDifferences({ report, result, errors }: BothSides): Difference[] {
  const isTold = (errorType: string) => errors.some((error) => error.errorType === errorType)
  return report.findings
    .filter(isUnreadable)
    .filter(({ errorType }) => result !== null && !isTold(errorType))
    .map(({ errorType }) => ({ kind: `only preflight cannot read: ${errorType}`, file: 0, line: 0, column: null }))
}

const place = ({ file, line, column }: Claim | ToldError) => ({ file, line, column })

function insteadOf({ file, line, column }: Claim | ToldError, others: readonly (Claim | ToldError)[]): string {
  const there = others.filter(
    (other) => other.file === file && other.line === line && column !== null && column === other.column,
  )
  const types = [
    ...new Set(
      there.map((other) => other.errorType + ('severity' in other && other.severity === 'warning' ? '?' : '')),
    ),
  ]
  return types.length === 0 ? '' : ` (the other: ${types.sort().join(', ')})`
}

function claimsOf({ plan, report }: BothSides): Claim[] {
  return report.findings
    .filter(({ errorType }) => CLASS.has(errorType))
    .flatMap((finding) =>
      finding.examples.map(({ line }) => ({
        errorType: finding.errorType,
        severity: finding.severity,
        outcome: finding.outcome,
        file: plan.files.findIndex(({ fileName }) => fileName === finding.fileName),
        line,
        column: finding.columnIndex,
      })),
    )
}

function refusalDifferences({ plan, report, errors, refusal }: BothSides): Difference[] {
  const refused = report.findings.filter(({ outcome }) => outcome === 'file_refused')
  const at = { file: 0, line: 0, column: null }
  if (refused.length === 0)
    return [
      {
        ...at,
        kind: `only the engine refuses the file: ${refusal || errors.map((error) => `${error.errorType} ${error.message}`).join()}`,
      },
    ]
  const isKnown = ({ errorType, file }: ToldError) =>
    refused.some((finding) => finding.errorType === errorType && finding.fileName === plan.files[file]?.fileName)
  return errors
    .filter((error) => !isKnown(error))
    .map((error) => ({ ...at, kind: `only the engine refuses: ${error.errorType} ${error.message}` }))
}

const fits = (one: number | null, other: number | null): boolean => one === null || other === null || one === other

/** The same cell or row of the same file. */
const isAt = (one: Claim | ToldError, other: Claim | ToldError): boolean =>
  one.file === other.file && one.line === other.line && fits(one.column, other.column)

/** A key that several records of the account have is not in the files. */
function couldBeKnown(error: ToldError, { plan }: BothSides): boolean {
  const column = plan.files[error.file]?.columns.find(({ index }) => index === error.column)
  const isKey = column?.associationIdentifierColumn !== true
  return isOfFile(error) && !(error.errorType === 'DUPLICATE_ASSOCIATION_ID' && isKey)
}

/** Two names for one fault: which of them depends on the account. */
const SAME = [
  ['CREATE_ONLY_IMPORT', 'INVALID_OBJECT_ID'],
  ['DUPLICATE_UNIQUE_CREATION_KEY', 'DUPLICATE_UNIQUE_PROPERTY_VALUE'],
  ['INVALID_ASSOCIATION_IDENTIFIER', 'FAILED_TO_CREATE_ASSOCIATION'],
]

const isSame = (one: string, other: string): boolean =>
  one === other || SAME.some((names) => names.includes(one) && names.includes(other))

function comesTrue(claim: Claim, both: BothSides, claims: readonly Claim[]): boolean {
  const { errors } = both
  if (claim.errorType === 'PROPERTY_DEFINITION_NOT_FOUND') {
    return errors.some(
      (error) => error.errorType === claim.errorType && error.file === claim.file && error.column === claim.column,
    )
  }
  if (errors.some((error) => isSame(error.errorType, claim.errorType) && isAt(error, claim))) return true
  return isOvertaken(claim, both, claims)
}

/** The claim could not come true, because the account's records lost the record before: nobody could know that. */
function isOvertaken(claim: Claim, both: BothSides, claims: readonly Claim[]): boolean {
  const inRow = both.errors.filter((error) => error.file === claim.file && error.line === claim.line)
  if (inRow.some(({ errorType }) => errorType === 'MANY_ERRORS_IN_ROW')) return true
  if (isWorse(claim, inRow, claims) || (REPEATS.has(claim.errorType) && isFirstLost(claim, both, claims))) return true
  const lost = inRow.filter((error) => isLostByAccount(error, claims))
  if ((claim.outcome === 'association_lost' || OF_OTHERS.has(claim.errorType)) && lost.length > 0) return true
  const objectTypeId = objectOf(claim, both)
  const isOfObject = ({ objectTypeId: other }: ToldError) => objectTypeId === null || other === objectTypeId
  return AT_WRITING.has(claim.errorType) && lost.some(isOfObject)
}

const objectOf = ({ file, column }: Claim, { plan }: BothSides): string | null =>
  plan.files[file]?.columns.find(({ index }) => index === column)?.objectTypeId ?? null

/** Told of the later of two rows, and only when the record of the first is written. */
const REPEATS = new Set([
  'DUPLICATE_ALTERNATE_ID',
  'DUPLICATE_UNIQUE_CREATION_KEY',
  'DUPLICATE_UNIQUE_PROPERTY_VALUE',
  'DUPLICATE_ASSOCIATION_ID',
  'DUPLICATE_EVENT',
])

/** An earlier row with the same value was lost by the account. */
function isFirstLost(claim: Claim, { rows, errors }: BothSides, claims: readonly Claim[]): boolean {
  const cells = rows[claim.file]
  const valueAt = (line: number) => (cells?.get(line)?.[claim.column ?? -1] ?? '').trim().toLowerCase()
  const earlier = errors.filter(
    (error) => error.file === claim.file && error.line < claim.line && valueAt(error.line) === valueAt(claim.line),
  )
  return earlier.some((error) => isLostByAccount(error, claims))
}

/** The value is not only lost: a new record needed it, of which preflight has warned. */
const isWorse = (claim: Claim, inRow: readonly ToldError[], claims: readonly Claim[]): boolean =>
  claims.some(
    (other) => other.severity === 'warning' && other.errorType === 'INVALID_REQUIRED_PROPERTY' && isAt(other, claim),
  ) && inRow.some((error) => error.errorType === 'INVALID_REQUIRED_PROPERTY' && isAt(error, claim))

/** Told only when the record is about to be created or written. */
const AT_WRITING = new Set([
  'MISSING_REQUIRED_PROPERTY',
  'INVALID_REQUIRED_PROPERTY',
  'DUPLICATE_UNIQUE_CREATION_KEY',
  'DUPLICATE_UNIQUE_PROPERTY_VALUE',
])

/** Told only when another record of the row is there. */
const OF_OTHERS = new Set([
  'LINE_ITEM_MULTIPLE_PARENTS_IN_ROW',
  'MISSING_EVENT_TIMESTAMP',
  'INVALID_EVENT_TIMESTAMP',
  'DUPLICATE_EVENT',
])

/** The account decides whether there is such an error: of class records, or one that preflight could only warn of. */
function isLostByAccount(error: ToldError, claims: readonly Claim[]): boolean {
  if (!IS_ROW_LOST.has(error.errorType)) return false
  return (
    !isOfFile(error) ||
    claims.some((claim) => claim.severity === 'warning' && claim.errorType === error.errorType && isAt(claim, error))
  )
}

function isTold(error: ToldError, claims: readonly Claim[], both: BothSides): boolean {
  const { report, plan, errors } = both
  if (error.errorType === 'PROPERTY_DEFINITION_NOT_FOUND') {
    const fileName = plan.files[error.file]?.fileName
    return report.findings.some(
      (finding) =>
        finding.errorType === error.errorType && finding.fileName === fileName && finding.columnIndex === error.column,
    )
  }
  const there = claims.filter((claim) => isAt(claim, error))
  if (there.some((claim) => isSame(claim.errorType, error.errorType))) return true
  if (wasThoughtLost(error, claims, both)) return true
  // Said to cost the new record; the account lost that before, and the value's own fault is left.
  return there.some(({ errorType }) => errorType === 'INVALID_REQUIRED_PROPERTY') && isLostInRow(error, claims, errors)
}

/** Preflight did not look any further: it took the record for lost, for a reason that the account has overtaken. */
const wasThoughtLost = (error: ToldError, claims: readonly Claim[], both: BothSides): boolean =>
  claims.some(
    (claim) =>
      claim.outcome === 'row_lost' &&
      claim.file === error.file &&
      claim.line === error.line &&
      [null, error.objectTypeId].includes(objectOf(claim, both)) &&
      isOvertaken(claim, both, claims),
  )

const isLostInRow = (error: ToldError, claims: readonly Claim[], errors: readonly ToldError[]): boolean =>
  errors.some(
    (other) =>
      other.file === error.file &&
      other.line === error.line &&
      other.objectTypeId === error.objectTypeId &&
      isLostByAccount(other, claims),
  )

const OUTCOME = new Map(facts.map(({ errorType, rowOutcome }) => [errorType, rowOutcome]))

/** Rows, and where the account had no say, what is lost. */
function countDifferences(both: BothSides): Difference[] {
  const { report, result, errors } = both
  const at = { file: 0, line: 0, column: null }
  if (report.rows !== (result?.counters.TOTAL_ROWS ?? 0)) return [{ ...at, kind: 'the number of rows' }]
  const mayHaveSaid = report.findings.some(({ outcome }) => outcome === null)
  if (mayHaveSaid || !errors.every(isOfFile)) return []
  const rowOf = ({ file, line }: ToldError) => `${file} ${line}`
  const lost = new Set(errors.filter((error) => outcomeOf(error, both) === 'row_lost').map(rowOf))
  return report.rowsLost === lost.size
    ? []
    : [{ ...at, kind: `the number of rows lost: ${report.rowsLost} instead of ${lost.size}` }]
}

/** An e-mail address costs the row where it is the identifier, and the value where the row has a record id beside it. */
function outcomeOf({ errorType, file, line, column }: ToldError, { report, plan }: BothSides): string {
  if (errorType !== 'INVALID_EMAIL') return OUTCOME.get(errorType) === 'row_skipped' ? 'row_lost' : 'other'
  const found = report.findings.find(
    (finding) =>
      finding.errorType === errorType &&
      finding.columnIndex === column &&
      finding.fileName === plan.files[file]?.fileName &&
      finding.examples.some((example) => example.line === line),
  )
  return found?.outcome ?? 'other'
}
