import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OBJECT_TYPES } from '../../../src/hubspot/object-types.ts'
import { type Property, property } from '../../../src/hubspot/property.ts'
import type { Definitions } from '../../../src/import/definitions.ts'
import { type Plan, type PlannedColumn, plan } from '../../../src/import/plan.ts'
import { type PreflightOptions, type PreflightReport, preflight } from '../../../src/import/preflight.ts'
import { type LookupOptions, lookUpRecords } from '../../../src/import/record-lookup/look-up-records.ts'
import { inspectTable } from '../../../src/table/inspect-table.ts'
import { openFile } from '../../../src/table/open-file.ts'
import type { SourceFile } from '../../../src/table/source-file.ts'
import { UNKNOWN_PLAN_ID } from '../../unknown-plan.ts'

/** Mapping of one column: property name, `-` for one that is left out, or the whole planned column. */
export type ColumnSpec = string | Partial<PlannedColumn>

export interface FileSpec {
  name?: string
  text: string | Uint8Array
  /** In the order of the file. Default object type: contacts. */
  columns: readonly ColumnSpec[]
  objectTypeId?: string
}

export const option = (label: string, value = label): { label: string; value: string } => ({ label, value })

const define = (definition: Partial<Property>): Property =>
  property.parse({ label: definition.name, type: 'string', fieldType: 'text', ...definition })

const CONTACTS = [
  define({ name: 'email', hasUniqueValue: true }),
  define({ name: 'firstname' }),
  define({ name: 'lastname' }),
  define({ name: 'phone', fieldType: 'phonenumber' }),
  define({ name: 'work_email' }),
  define({ name: 'birthday', type: 'date', fieldType: 'date' }),
  define({ name: 'last_seen', type: 'datetime', fieldType: 'date' }),
  define({ name: 'amount', type: 'number', fieldType: 'number' }),
  define({ name: 'visits', type: 'number', fieldType: 'number' }),
  define({ name: 'agreed', type: 'bool', fieldType: 'booleancheckbox' }),
  define({ name: 'hubspot_owner_id', type: 'enumeration', fieldType: 'select', referencedObjectType: 'OWNER' }),
  define({ name: 'createdate', type: 'datetime', fieldType: 'date', calculated: true }),
  define({ name: 'loyalty_id', hasUniqueValue: true }),
  define({
    name: 'lifecyclestage',
    type: 'enumeration',
    fieldType: 'radio',
    options: [option('Lead', 'lead'), option('Customer', 'customer'), option('Other', 'other')],
  }),
  define({
    name: 'interests',
    type: 'enumeration',
    fieldType: 'checkbox',
    options: [option('Sailing', 'sail'), option('Music', 'music'), option('sail', 'x1')],
  }),
]

const COMPANIES = [
  define({ name: 'name' }),
  define({ name: 'domain' }),
  define({ name: 'numberofemployees', type: 'number' }),
]

const DEALS = [
  define({ name: 'dealname' }),
  define({
    name: 'dealstage',
    type: 'enumeration',
    options: [option('Won', 'w1'), option('Lost', 'l1'), option('Won', 'w2')],
  }),
  define({ name: 'deal_key', hasUniqueValue: true }),
]

export const ACCOUNT: Definitions = {
  source: 'account',
  objectTypes: OBJECT_TYPES,
  properties: new Map([
    ['0-1', CONTACTS],
    ['0-2', COMPANIES],
    ['0-3', DEALS],
    ['0-7', [define({ name: 'name' }), define({ name: 'hs_recurring_billing_period' })]],
    ['0-46', [define({ name: 'hs_note_body' }), define({ name: 'hs_timestamp', type: 'datetime' })]],
  ]),
  labels: new Map([
    [
      '0-1>0-2',
      [
        { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
        { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
        { category: 'USER_DEFINED', typeId: 35, label: 'Buyer' },
      ],
    ],
  ]),
  validations: new Map(['0-1', '0-2', '0-3', '0-7', '0-8', '0-46'].map((id) => [id, new Map()])),
  owners: [
    { id: '11', email: 'ann@acme.com', firstName: 'Ann', lastName: 'Lee' },
    { id: '12', email: 'bo@acme.com', firstName: 'Bo', lastName: 'Ek' },
    { id: '13', email: 'bo2@acme.com', firstName: 'Bo', lastName: 'Ek' },
  ],
}

export interface CheckOptions extends Partial<Omit<PreflightOptions, 'open'>> {
  plan?: Partial<Plan>
  definitions?: Partial<Definitions>
  /** Hears `open` and `close` of every file. */
  watch?: (event: string) => void
  /** The account whose records are looked up first. */
  objects?: LookupOptions['objects']
  maxCalls?: number
}

/** Writes the files to a folder of their own, plans them and checks the plan through the front. */
export async function checkFiles(files: readonly FileSpec[], options: CheckOptions = {}): Promise<PreflightReport> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-'))
  try {
    const paths = await Promise.all(files.map((file, index) => write(folder, file, index)))
    const planned = await Promise.all(files.map((file, index) => planFile(file, paths[index] ?? '')))
    const plan = planOf(planned, options.plan)
    const definitions = { ...ACCOUNT, ...options.definitions }
    const open = ({ file }: { file: string }) => watched(file, options.watch)
    const { objects, maxCalls = 100 } = options
    const lookup =
      objects === undefined
        ? undefined
        : await lookUpRecords(plan, definitions, { objects, maxCalls, open, signal: options.signal })
    return await preflight(plan, definitions, { ...options, open, lookup })
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const checkFile = (file: FileSpec, options?: CheckOptions): Promise<PreflightReport> =>
  checkFiles([file], options)

async function watched(path: string, watch: CheckOptions['watch']): Promise<SourceFile> {
  const file = await openFile(path)
  watch?.(`open ${file.fileName}`)
  const close = async () => {
    watch?.(`close ${file.fileName}`)
    await file.close()
  }
  return { ...file, close }
}

/** Each into its own folder: two files may have one name. */
async function write(folder: string, { name, text }: FileSpec, index: number): Promise<string> {
  await mkdir(join(folder, `${index}`))
  const path = join(folder, `${index}`, name ?? 'file.csv')
  await writeFile(path, text)
  return path
}

async function planFile({ columns, objectTypeId = '0-1' }: FileSpec, path: string): Promise<unknown> {
  const source = await openFile(path)
  try {
    const table = await inspectTable(source, { hasHeader: true })
    return {
      file: path,
      fileName: table.fileName,
      format: table.format,
      bytes: table.bytes,
      sha256: 'not looked at',
      dialect: table.dialect,
      columns: table.columns.map((column, index) => ({ ...column, ...planned(columns[index] ?? '-', objectTypeId) })),
    }
  } finally {
    await source.close()
  }
}

function planned(spec: ColumnSpec, objectTypeId: string): object {
  const whole = typeof spec === 'string' ? { propertyName: spec } : spec
  const isLeftOut = spec === '-'
  return {
    objectTypeId: isLeftOut ? null : objectTypeId,
    columnType: 'STANDARD',
    ...whole,
    propertyName: isLeftOut ? null : (whole.propertyName ?? null),
  }
}

export const planOf = (files: readonly unknown[], more: Partial<Plan> = {}): Plan =>
  plan.parse({
    planId: UNKNOWN_PLAN_ID,
    createdAt: '2026-11-22T12:00:00.000Z',
    environment: 'sandbox',
    portalId: 1,
    name: 'Test',
    importOperations: { '0-1': 'UPSERT' },
    dateFormat: 'MONTH_DAY_YEAR',
    files,
    ...more,
  })
