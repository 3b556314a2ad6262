import { type Fields, fields, list, number, numberOrNull, text, textOrNull, texts } from './read.ts'

/** What a column becomes. */
export interface Target {
  objectTypeId: string
  /** null: the column links to another record. */
  propertyName: string | null
  label?: string
  columnType?: string
  toColumnObjectTypeId?: string
}

export interface Column {
  file: number
  index: number
  name: string
  /** null: it is left out. */
  target: Target | null
  confidence: number | null
  reason: string
  examples: string[]
  alternatives: Target[]
  /** What was proposed first. */
  proposed: Target | null
}

export type Proposal = ReturnType<typeof readProposal>
export type Report = ReturnType<typeof readReport>
export type Finding = Report['findings'][number]
export type RepairInUse = Report['repairs'][number]
export type Started = ReturnType<typeof readStarted>
export type Progress = ReturnType<typeof readProgress>
export type Errors = ReturnType<typeof readErrors>
export type Exported = ReturnType<typeof readExported>

/** The answer of propose_mapping. */
export function readProposal(answer: Fields) {
  return {
    planId: text(answer.planId),
    files: list(answer.files, ({ fileName, rowCount }) => ({ fileName: text(fileName), rowCount: number(rowCount) })),
    columns: list(answer.files, (file) => file).flatMap(({ columns }, file) =>
      list(columns, (column) => readColumn(column, file)),
    ),
    questions: texts(answer.questions),
    operations: readOperations(answer),
  }
}

const readOperations = ({ importOperations }: Fields): [string, string][] =>
  Object.entries(fields(importOperations)).map(([id, operation]) => [id, text(operation)])

function readColumn(column: Fields, file: number): Column {
  const target = readTarget(column)
  return {
    file,
    index: number(column.index),
    name: text(column.columnName),
    target,
    confidence: numberOrNull(column.confidence),
    reason: text(column.reason),
    examples: texts(column.examples),
    alternatives: texts(column.alternatives).flatMap((each) => readAlternative(each) ?? []),
    proposed: target,
  }
}

function readTarget(column: Fields): Target | null {
  const { objectTypeId, propertyName, propertyLabel, columnType, toColumnObjectTypeId } = column
  if (typeof objectTypeId !== 'string') return null
  return {
    objectTypeId,
    propertyName: textOrNull(propertyName),
    ...(typeof propertyLabel === 'string' && { label: propertyLabel }),
    ...(typeof columnType === 'string' && { columnType }),
    ...(typeof toColumnObjectTypeId === 'string' && { toColumnObjectTypeId }),
  }
}

/** `0-1.firstname (0.72)` */
function readAlternative(alternative: string): Target | null {
  const [, objectTypeId, propertyName] = /^(\d+-\d+)\.(.+) \([\d.]+\)$/.exec(alternative) ?? []
  return objectTypeId === undefined || propertyName === undefined ? null : { objectTypeId, propertyName }
}

/** The answer of revise_mapping. The columns of all files stand in one list; each file begins anew with its lowest index. */
export function readRevised(answer: Fields) {
  let file = 0
  let before = -1
  const columns = list(answer.columns, (column) => {
    const index = number(column.index)
    if (index <= before) file += 1
    before = index
    return { file, index, name: text(column.columnName), target: readTarget(column) }
  })
  return { planId: text(answer.planId), changed: texts(answer.changed), columns, operations: readOperations(answer) }
}

const readExample = ({ line, value }: Fields) => ({ line: numberOrNull(line), value: textOrNull(value) })

const readChange = ({ line, before, after }: Fields) => ({
  line: number(line),
  before: text(before),
  after: text(after),
})

/** The answer of validate_import. */
export function readReport(answer: Fields) {
  const forecast = fields(answer.forecast)
  return {
    planId: text(answer.planId),
    ready: answer.ready === true,
    rows: number(answer.rows),
    rowsLost: number(answer.rowsLost),
    valuesLost: number(answer.valuesLost),
    associationsLost: number(answer.associationsLost),
    findings: list(answer.findings, readFinding),
    findingsLeftOut: number(answer.findingsLeftOut),
    repairs: list(answer.repairs, readRepairInUse),
    repairsLeftOut: number(answer.repairsLeftOut),
    onlyHubSpotKnows: texts(answer.onlyHubSpotKnows),
    forecast: textOrNull(forecast.summary),
    notLookedUp: texts(forecast.notLookedUp),
    confirm: text(answer.confirm),
  }
}

function readFinding(finding: Fields) {
  const repair = fields(finding.repair)
  return {
    errorType: text(finding.errorType),
    isError: finding.severity === 'error',
    outcome: textOrNull(finding.outcome),
    fileName: text(finding.fileName),
    columnName: textOrNull(finding.columnName),
    columnIndex: numberOrNull(finding.columnIndex),
    count: number(finding.count),
    message: text(finding.message),
    fix: text(finding.fix),
    examples: list(finding.examples, readExample),
    unknown: finding.unknown === undefined ? null : readUnknown(fields(finding.unknown)),
    repair:
      finding.repair === undefined
        ? null
        : {
            name: text(repair.name),
            count: number(repair.count),
            countryColumn: numberOrNull(repair.countryColumn),
            examples: list(repair.examples, readChange),
          },
  }
}

function readUnknown({ values, valuesLeftOut, choices }: Fields) {
  return {
    values: list(values, ({ value, count }) => ({ value: text(value), count: number(count) })),
    valuesLeftOut: number(valuesLeftOut),
    choices: list(choices, ({ value, label }) => ({ value: text(value), label: text(label) })),
  }
}

function readRepairInUse(repair: Fields) {
  return {
    name: text(repair.name),
    fileName: text(repair.fileName),
    columnName: text(repair.columnName),
    columnIndex: number(repair.columnIndex),
    cells: number(repair.cells),
    countryColumn: numberOrNull(repair.countryColumn),
    country: textOrNull(repair.country),
    dateFormat: textOrNull(repair.dateFormat),
    values: repair.values === undefined ? null : fields(repair.values),
    examples: list(repair.examples, readChange),
  }
}

/** The answer of start_import. */
export function readStarted(answer: Fields) {
  return {
    planId: text(answer.planId),
    outcome: text(answer.outcome),
    rows: list(answer.imports, ({ rows }) => number(rows)).reduce((sum, rows) => sum + rows, 0),
  }
}

/** The answer of get_import. */
export function readProgress(answer: Fields) {
  const [records, rows, upload] = [fields(answer.records), fields(answer.rows), fields(answer.upload)]
  return {
    importId: textOrNull(answer.importId),
    planId: textOrNull(answer.planId),
    name: text(answer.importName),
    state: text(answer.state),
    finished: answer.finished === true,
    allImported: answer.allImported === true,
    created: number(records.created),
    updated: number(records.updated),
    rows: numberOrNull(rows.total),
    rowsLost: numberOrNull(rows.lost),
    valuesLost: numberOrNull(answer.valuesLost),
    associationsLost: numberOrNull(answer.associationsLost),
    errors: number(answer.errors),
    sentBytes: number(upload.sentBytes),
    totalBytes: number(upload.totalBytes),
    nextStep: text(answer.nextStep),
  }
}

/** The answer of get_import_errors. */
export function readErrors(answer: Fields) {
  return {
    importId: textOrNull(answer.importId),
    total: numberOrNull(answer.total),
    complete: answer.complete === true,
    inSource: answer.linesOf === 'source file',
    groupsLeftOut: number(answer.groupsLeftOut),
    groups: list(answer.groups, (group) => ({
      errorType: text(group.errorType),
      outcome: textOrNull(group.outcome),
      columnName: textOrNull(group.columnName),
      count: number(group.count),
      message: text(group.cause),
      fix: text(group.fix),
      examples: list(group.examples, readExample),
    })),
  }
}

/** The answer of export_failed_rows. */
export function readExported(answer: Fields) {
  return {
    plans: list(answer.plans, (plan) => ({
      planId: text(plan.planId),
      rows: number(plan.rows),
      rowsStillFailing: number(plan.rowsStillFailing),
      valuesStillFailing: number(plan.valuesStillFailing),
      paths: list(plan.files, ({ path }) => text(path)),
    })),
    leftOut: list(answer.leftOut, (group) => group).length,
  }
}
