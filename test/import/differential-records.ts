import type { Objects } from '../../src/hubspot/hubspot.ts'
import { isUnreadable } from '../../src/import/preflight/unreadable-file.ts'
import { lookUpRecords } from '../../src/import/record-lookup/look-up-records.ts'
import type { CrmRecord, RecordStore } from '../../src/sandbox/store.ts'
import { openFile } from '../../src/table/open-file.ts'
import type { DifferentialAccount } from './differential-account.ts'
import type { BothSides, ToldError } from './differential-run.ts'

/** What an import did to the records that were there before. */
export interface Written {
  created: Map<string, number>
  /** By object type and id, with the values before the first and after the last update. */
  updated: Map<string, { objectTypeId: string; before: Record<string, string>; after: Record<string, string> }>
}

/** The account with its records looked up, and a store that remembers what the import does. */
export function withRecords(account: DifferentialAccount): { account: DifferentialAccount; written: () => Written } {
  let written: Written = { created: new Map(), updated: new Map() }
  const made = new Set<string>()
  const { store } = account
  const recording: RecordStore = {
    ...store,
    create(objectTypeId, properties) {
      const record = store.create(objectTypeId, properties)
      made.add(record.id)
      written.created.set(objectTypeId, (written.created.get(objectTypeId) ?? 0) + 1)
      return record
    },
    update(objectTypeId, id, properties) {
      const before = store.find(objectTypeId, id)?.properties ?? {}
      const { properties: after } = store.update(objectTypeId, id, properties)
      const known = written.updated.get(`${objectTypeId} ${id}`)
      if (!made.has(id))
        written.updated.set(`${objectTypeId} ${id}`, { objectTypeId, before: known?.before ?? before, after })
      return { ...(store.find(objectTypeId, id) ?? emptyRecord(objectTypeId, id)), properties: after }
    },
  }
  const lookUp: DifferentialAccount['lookUp'] = async (plan, definitions) => {
    // The records of the case are there now: what comes next is the import.
    made.clear()
    written = { created: new Map(), updated: new Map() }
    const open = ({ file }: { file: string }) => openFile(file)
    return await lookUpRecords(plan, definitions, { open, objects: objectsOf(store), maxCalls: 1_000 })
  }
  return { account: { ...account, store: recording, lookUp }, written: () => written }
}

const emptyRecord = (objectTypeId: string, id: string): CrmRecord => ({
  objectTypeId,
  id,
  properties: {},
  createdAt: '',
  updatedAt: '',
})

/** What HubSpot's API would say, without the way there. */
const objectsOf = (store: RecordStore): Pick<Objects, 'batchRead' | 'search'> => ({
  batchRead: async (objectTypeId, { idProperty, ids }) => {
    const found = ids.flatMap((id) =>
      idProperty === undefined
        ? (store.find(objectTypeId, id) ?? [])
        : store.findByUniqueValue(objectTypeId, idProperty, id),
    )
    return [...new Map(found.map(({ id, properties }) => [id, { id, properties }])).values()]
  },
  search: async (objectTypeId, { filterGroups }) => {
    const [filter] = filterGroups?.[0]?.filters ?? []
    const { propertyName = '', values = [] } = filter ?? {}
    const results = values.flatMap((value) => store.findByUniqueValue(objectTypeId, propertyName, value))
    return { results: results.map(({ id, properties }) => ({ id, properties })), after: null }
  },
})

/** One thing that only one side says, although preflight knows the account as the import does. */
export interface RecordDifference {
  kind: string
  at?: string
}

interface Told {
  errorType: string
  file: number
  line: number
  column: number | null
}

/** Every error of either side has to be one of the other's, with its type, line and column. */
export function recordDifferences(both: BothSides, written: Written): RecordDifference[] {
  const { report, result, errors } = both
  if (result === null || result.state === 'FAILED' || report.rowsByFile.includes(0)) return []
  // HubSpot would import the rows before; here nothing of such a file is uploaded.
  if (report.findings.some(isUnreadable)) return []
  // Of such a row HubSpot tells nothing else.
  if (errors.some(({ errorType }) => errorType === 'MANY_ERRORS_IN_ROW')) return []
  const claims = claimsOf(both).filter((claim) => !hasGuessedType(claim, both))
  const told = errors.filter((error) => isCompared(error) && !hasGuessedType(error, both))
  return [
    ...claims
      .filter((claim) => !told.some((error) => isSame(claim, error)))
      .map((claim) => ({ kind: `only preflight: ${claim.errorType}`, at: placeOf(claim) })),
    ...told
      .filter((error) => !claims.some((claim) => isSame(claim, error)))
      .map((error) => ({ kind: `only the engine: ${error.errorType}`, at: placeOf(error) })),
    ...forecastDifferences(both, written),
  ]
}

/** Without foreignKeyType HubSpot has to guess the association, of which preflight warns: the import may find none. */
function hasGuessedType({ file, column }: Told | ToldError, { plan }: BothSides): boolean {
  const planned = plan.files[file]?.columns.find(({ index }) => index === column)
  const isReference = planned?.propertyName === null && planned.toColumnObjectTypeId !== undefined
  return isReference && planned.columnType === 'STANDARD' && planned.foreignKeyType === undefined
}

const placeOf = ({ file, line, column }: Told | ToldError): string => `${file}:${line}:${column}`

function claimsOf({ plan, report }: BothSides): Told[] {
  return report.findings
    .filter((finding) => (finding.severity === 'error' || MERELY_TOLD.has(finding.errorType)) && isCompared(finding))
    .flatMap(({ errorType, columnIndex, fileName, examples }) =>
      examples.map(({ line }) => ({
        errorType,
        file: plan.files.findIndex((file) => file.fileName === fileName),
        line,
        column: columnIndex,
      })),
    )
}

/** Told of a column, or about events, whose kind and time the sandbox does not keep. */
const NOT_COMPARED = new Set(['PROPERTY_DEFINITION_NOT_FOUND', 'DUPLICATE_EVENT', 'ASSOCIATION_LIMIT_EXCEEDED'])

/** An object that a row says nothing about is an error of the import, and costs nothing. */
const MERELY_TOLD = new Set(['FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES'])

const isCompared = ({ errorType }: { errorType: string }): boolean => !NOT_COMPARED.has(errorType)

/** Two names for one fault. */
const SAME = [
  ['DUPLICATE_UNIQUE_CREATION_KEY', 'DUPLICATE_UNIQUE_PROPERTY_VALUE'],
  ['INVALID_ASSOCIATION_IDENTIFIER', 'FAILED_TO_CREATE_ASSOCIATION'],
]

const isSameType = (one: string, other: string): boolean =>
  one === other || SAME.some((names) => names.includes(one) && names.includes(other))

const isSame = (claim: Told, error: Told | ToldError): boolean =>
  isSameType(claim.errorType, error.errorType) &&
  claim.file === error.file &&
  claim.line === error.line &&
  (claim.column === null || error.column === null || claim.column === error.column)

function forecastDifferences({ plan, report, result }: BothSides, written: Written): RecordDifference[] {
  const { forecast } = report
  if (forecast === undefined) return [{ kind: 'there is no forecast' }]
  const sum = (name: 'created' | 'updated' | 'unchanged' | 'valuesOverwritten') =>
    forecast.objects.reduce((total, object) => total + object[name], 0)
  const changes = [...written.updated.values()].map(changed)
  const overwritten = changes.flatMap((names) => names.filter(({ before }) => before !== ''))
  const { CREATED_OBJECTS = 0, UPDATED_OBJECTS = 0 } = result?.counters ?? {}
  // A row may name a record by its id and say nothing else about it: that is no update.
  const namesIds = plan.files.some(({ columns }) =>
    columns.some(
      ({ columnType, propertyName }) => columnType === 'HUBSPOT_OBJECT_ID' || propertyName === 'hs_object_id',
    ),
  )
  const withoutValues = namesIds ? Math.max(0, sum('updated') + sum('unchanged') - written.updated.size) : 0
  const pairs = {
    'created objects': [sum('created'), CREATED_OBJECTS],
    'created records': [sum('created'), [...written.created.values()].reduce((total, count) => total + count, 0)],
    'changed records': [sum('updated'), changes.filter(({ length }) => length > 0).length],
    'overwritten values': [sum('valuesOverwritten'), overwritten.length],
    'updated records': [sum('updated') + sum('unchanged') - withoutValues, written.updated.size],
    // What a second file does to a record of the first counts again.
    ...(plan.files.length === 1 && { 'updated objects': [written.updated.size, UPDATED_OBJECTS] }),
  }
  return [
    ...Object.entries(pairs)
      .filter(([, [forecastOne, engineOne]]) => forecastOne !== engineOne)
      .map(([name, counts]) => ({ kind: `${name}: forecast ${counts[0]}, import ${counts[1]}` })),
    ...forecast.notLookedUp.map((kind) => ({ kind })),
  ]
}

/** Properties that have another value after the import. */
function changed({ before, after }: { before: Record<string, string>; after: Record<string, string> }) {
  return Object.entries(after)
    .map(([name, value]) => ({ name, before: before[name] ?? '', after: value }))
    .filter((one) => !isSameValue(one.before, one.after))
}

/** 12.5 is 12.50, and the values of a list have no order. */
function isSameValue(one: string, other: string): boolean {
  if (one === other || one === '' || other === '') return one === other
  if (Number(one) === Number(other)) return true
  return one.split(';').toSorted().join(';') === other.split(';').toSorted().join(';')
}
