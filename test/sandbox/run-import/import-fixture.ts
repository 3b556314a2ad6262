import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import facts from '../../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import type { ColumnMapping, ImportRequest } from '../../../src/hubspot/import-request.ts'
import { type Property, property } from '../../../src/hubspot/property.ts'
import { createConfigurationStore } from '../../../src/sandbox/configuration-store.ts'
import { findObjectType } from '../../../src/sandbox/custom-objects.ts'
import { openDatabase } from '../../../src/sandbox/database.ts'
import { createLabelStore } from '../../../src/sandbox/label-store.ts'
import { createPropertyStore } from '../../../src/sandbox/property-store.ts'
import { createRecordStore } from '../../../src/sandbox/record-store.ts'
import type { EngineError, ImportHooks, ImportResult } from '../../../src/sandbox/run-import/import-job.ts'
import { runImport } from '../../../src/sandbox/run-import/run-import.ts'
import type { CrmRecord, RecordStore } from '../../../src/sandbox/store.ts'
import { createValidationStore, type ValidationStore } from '../../../src/sandbox/validation-store.ts'

/** A mapping in short: `email`, `0-2.domain`, `email!` (HUBSPOT_ALTERNATE_ID), or in full. */
export type Mapping = string | Partial<ColumnMapping>

export interface FileOfImport {
  csv: string
  /** What is uploaded instead of the CSV, which then only names the columns. */
  bytes?: Uint8Array
  fileName?: string
  hasHeader?: boolean
  columns: readonly Mapping[]
}

export interface Outcome extends ImportResult {
  errors: EngineError[]
  /** Errors as `lineNumber errorType`, with `objectTypeId column` where they carry it. */
  told: string[]
}

/** A sandbox account in a folder of its own, and imports into it. */
export interface Account extends AsyncDisposable {
  store: RecordStore
  records(objectTypeId: string): CrmRecord[]
  /** Values of one property of all records, in the order of creation. */
  values(objectTypeId: string, name: string): (string | undefined)[]
  addProperty(objectTypeId: string, definition: Partial<Property> & { name: string }): void
  addRule: ValidationStore['set']
  addLabel(
    from: string,
    to: string,
    label: { label: string; inverseLabel: string },
  ): { typeId: number; inverseId: number }
  limit(from: string, to: string, type: { category: string; typeId: number; maximum: number }): void
  import(
    files: FileOfImport | readonly FileOfImport[],
    request?: Partial<ImportRequest>,
    hooks?: Partial<ImportHooks>,
  ): Promise<Outcome>
}

export async function createAccount(): Promise<Account> {
  const folder = await mkdtemp(join(tmpdir(), 'run-import-'))
  const database = await openDatabase(join(folder, 'account.db'), { durable: false })
  const properties = createPropertyStore(database)
  const validations = createValidationStore(database)
  const labels = createLabelStore(database)
  const configurations = createConfigurationStore(database)
  const now = () => 1_767_225_600_000
  const store = createRecordStore({ database, properties, validations, labels, configurations, now })
  const all = (objectTypeId: string): CrmRecord[] =>
    database
      .prepare('SELECT id FROM records WHERE object_type = ? ORDER BY id')
      .all(objectTypeId)
      .flatMap(({ id }) => store.find(objectTypeId, String(id)) ?? [])
  let imports = 0
  return {
    store,
    records: all,
    values: (objectTypeId, name) => all(objectTypeId).map((record) => record.properties[name]),
    addProperty(objectTypeId, definition) {
      const type = findObjectType(objectTypeId)
      if (type === undefined) throw new Error(`no object type ${objectTypeId}`)
      const defaults = { label: definition.name, type: 'string', fieldType: 'text' }
      properties.add(type, property.parse({ ...defaults, ...definition }))
    },
    addRule: validations.set,
    addLabel(fromObjectTypeId, toObjectTypeId, label) {
      const [type, inverse] = labels.add({ fromObjectTypeId, toObjectTypeId }, { name: label.label, ...label })
      return { typeId: type.typeId, inverseId: inverse.typeId }
    },
    limit(fromObjectTypeId, toObjectTypeId, { maximum, ...type }) {
      configurations.set({ fromObjectTypeId, toObjectTypeId, ...type }, maximum)
    },
    async import(given, request = {}, hooks = {}) {
      imports += 1
      const files = [given].flat()
      const named = files.map((file, index) => ({ fileName: `file-${index + 1}.csv`, ...file }))
      const stored = named.map((file) => join(folder, `${imports}-${file.fileName}`))
      for (const [index, file] of named.entries()) await writeFile(stored[index] ?? '', file.bytes ?? file.csv)
      return await run(
        {
          importId: String(imports),
          request: { files: named.map(requestFile), ...request },
          files: named.map(({ fileName }, index) => ({
            fileName,
            fileId: 9000 + index,
            path: stored[index] ?? '',
            fileFormat: /\.xlsx?$/.test(fileName) ? ('SPREADSHEET' as const) : ('CSV' as const),
          })),
        },
        store,
        hooks,
      )
    },
    async [Symbol.asyncDispose]() {
      database.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function run(
  job: Parameters<typeof runImport>[0],
  store: RecordStore,
  hooks: Partial<ImportHooks>,
): Promise<Outcome> {
  const errors: EngineError[] = []
  const result = await runImport(job, store, {
    error(error) {
      checkForm(error)
      errors.push(error)
    },
    counters: () => undefined,
    cancelled: () => false,
    yieldNow: () => Promise.resolve(),
    ...hooks,
  })
  return { ...result, errors, told: errors.map(inShort) }
}

const FACTS = new Map(facts.map((fact) => [fact.errorType, fact]))

/** Every error of every test is one HubSpot has, and carries what errors of its kind carry. */
function checkForm({ errorType, lineNumber, objectTypeId, columnNumber, invalidValue }: EngineError): void {
  const scope = FACTS.get(errorType)?.scope
  if (scope === undefined) throw new Error(`HubSpot has no errorType ${errorType}`)
  const hasCell = objectTypeId !== undefined && columnNumber !== undefined && invalidValue !== undefined
  if (scope === 'cell' && !hasCell) throw new Error(`${errorType} does not carry its cell`)
  if (scope === 'file' && (lineNumber !== 0 || hasCell)) throw new Error(`${errorType} is of the whole file`)
}

function inShort({ lineNumber, errorType, objectTypeId, columnNumber }: EngineError): string {
  return [lineNumber, errorType, objectTypeId, columnNumber].filter((part) => part !== undefined).join(' ')
}

function requestFile({ fileName, csv, hasHeader = true, columns }: FileOfImport & { fileName: string }) {
  const header = (csv.split(/\r?\n/, 1)[0] ?? '').split(',')
  return {
    fileName,
    fileFormat: 'CSV' as const,
    fileImportPage: {
      hasHeader,
      columnMappings: columns.map((column, index) => mappingOf(column, header[index] ?? `Column ${index + 1}`)),
    },
  }
}

function mappingOf(column: Mapping, columnName: string): ColumnMapping {
  const defaults = { columnObjectTypeId: '0-1', columnName, propertyName: null, columnType: 'STANDARD' as const }
  if (typeof column !== 'string') return { ...defaults, ...column }
  const [, columnObjectTypeId = '0-1', propertyName, mark] = /^(?:([\d-]+)\.)?(\w+)([!#]?)$/.exec(column) ?? []
  if (mark === '#') return { ...defaults, columnObjectTypeId, propertyName, columnType: 'HUBSPOT_OBJECT_ID' }
  return {
    ...defaults,
    columnObjectTypeId,
    propertyName,
    columnType: mark === '!' ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD',
  }
}
