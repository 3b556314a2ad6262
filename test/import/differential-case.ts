import fc from 'fast-check'
import { DATE_FORMATS, type DateFormat, type ImportOperation } from '../../src/hubspot/import-request.ts'
import type { PlannedColumn } from '../../src/import/plan.ts'
import { REPAIR_NAMES } from '../../src/import/repair-names.ts'
import { COLUMNS, type ColumnChoice, LINKS } from './differential-columns.ts'
import { type DrawnForm, type FileForm, formOf, someForm } from './differential-form.ts'

/** What one run imports, as templates: see ColumnChoice. */
export interface Case {
  dateFormat: DateFormat
  importOperations: Record<string, ImportOperation>
  timeZone: string | undefined
  /** The account knows the records that `{i}` 0 and 1 name. */
  hasRecords: boolean
  files: CaseFile[]
}

export interface CaseFile {
  columns: (Partial<PlannedColumn> & { columnName: string; index: number })[]
  rows: CaseRow[]
  form: FileForm
}

export interface CaseRow {
  cells: string[]
  /** A line without anything in front. */
  afterBlankLine: boolean
}

/** Numbers, so that everything shrinks towards the plain case: 0 is always the harmless choice. */
interface Drawn {
  dateFormat: number
  timeZone: number
  operations: number[]
  hasRecords: boolean
  files: DrawnFile[]
  link: number
}

interface DrawnFile {
  theme: number
  types: number
  columns: { choice: number; mark: number }[]
  links: number[]
  rows: { cells: number[]; shape: number }[]
  form: DrawnForm
  /** From 9 on the mapping may contradict itself. */
  wildness: number
}

export const someCase: fc.Arbitrary<Case> = fc
  .record({
    dateFormat: fc.nat(2),
    timeZone: fc.nat(5),
    operations: fc.array(fc.nat(5), { minLength: 7, maxLength: 7 }),
    hasRecords: fc.boolean(),
    files: fc.array(
      fc.record({
        theme: fc.nat(19),
        types: fc.nat(15),
        columns: fc.array(fc.record({ choice: fc.nat(99), mark: fc.nat(99) }), { minLength: 1, maxLength: 7 }),
        links: fc.array(fc.nat(LINKS.length - 1), { maxLength: 2 }),
        wildness: fc.nat(9),
        rows: fc.array(
          fc.record({ cells: fc.array(fc.nat(119), { minLength: 10, maxLength: 10 }), shape: fc.nat(79) }),
          { minLength: 1, maxLength: 8 },
        ),
        form: someForm,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    link: fc.nat(3),
  })
  .map(caseOf)

const TYPE_SETS = [
  ['0-1'],
  ['0-2'],
  ['0-3'],
  ['0-5'],
  ['2-1000001'],
  ['0-1', '0-2'],
  ['0-1', '0-2'],
  ['0-1', '0-3'],
  ['0-2', '0-3'],
  ['0-1', '0-2', '0-3'],
  ['0-1', '0-5'],
  ['0-1', '0-46'],
  ['0-46'],
  ['0-3', '0-8'],
  ['0-8', '0-3', '0-1'],
  ['0-1'],
]

/** Columns that have to come together for a fault that chance alone would bring too seldom. */
interface Theme {
  types: readonly string[]
  columns?: readonly (readonly [objectTypeId: string, propertyName: string])[]
  link?: (column: ColumnChoice) => boolean
  operations?: Case['importOperations']
  /** Marks the first column as the common one of two files. */
  isCommon?: true
  /** Most cells hold one of three values: records come again, and values that must be unique change hands. */
  isCrowded?: true
}

const isEvent = ({ planned }: ColumnChoice) => planned.columnType === 'EVENT_TIMESTAMP'
const leadsToOrder = ({ planned }: ColumnChoice) => planned.toColumnObjectTypeId === '0-123'
const isLabelOfCompany = ({ planned }: ColumnChoice) =>
  planned.columnType === 'FLEXIBLE_ASSOCIATION_LABEL' && planned.toColumnObjectTypeId === '0-2'

const THEMES: readonly Theme[] = [
  {
    types: ['0-1'],
    columns: [
      ['0-1', 'email'],
      ['0-1', 'firstname'],
    ],
  },
  { types: ['0-1'], columns: [['0-1', 'email']], link: isEvent },
  {
    types: ['0-3', '0-8'],
    columns: [
      ['0-3', 'dealname'],
      ['0-8', 'name'],
    ],
    link: leadsToOrder,
  },
  {
    types: ['0-1'],
    columns: [
      ['0-1', 'customer_number'],
      ['0-1', 'email'],
    ],
    operations: { '0-1': 'CREATE' },
  },
  {
    types: ['0-1'],
    columns: [
      ['0-1', 'grade'],
      ['0-1', 'hs_all_assigned_business_unit_ids'],
      ['0-1', 'portrait'],
    ],
  },
  {
    types: ['0-1', '0-2'],
    columns: [
      ['0-1', 'email'],
      ['0-2', 'domain'],
    ],
    link: isLabelOfCompany,
  },
  {
    types: ['0-2'],
    columns: [
      ['0-2', 'vat_id'],
      ['0-2', 'domain'],
      ['0-2', 'name'],
    ],
    isCommon: true,
  },
  {
    types: ['0-1'],
    columns: [
      ['0-1', 'hs_object_id'],
      ['0-1', 'phone'],
      ['0-1', 'hubspot_owner_id'],
    ],
  },
  {
    types: ['0-8'],
    columns: [
      ['0-8', 'hs_recurring_billing_period'],
      ['0-8', 'quantity'],
    ],
  },
  {
    types: ['0-1', '0-2'],
    columns: [
      ['0-1', 'email'],
      ['0-1', 'customer_number'],
      ['0-2', 'domain'],
    ],
    isCrowded: true,
  },
  {
    types: ['0-1', '0-2'],
    columns: [
      ['0-1', 'hs_object_id'],
      ['0-1', 'email'],
      ['0-1', 'customer_number'],
      ['0-2', 'domain'],
    ],
    isCrowded: true,
  },
]

/** The first numbers stand for none. */
const themeOf = ({ theme }: DrawnFile): Theme | undefined => THEMES[theme - 9]

/** Objects that are only created: an UPDATE of them refuses the file. */
const ONLY_CREATED = new Set(['0-46', '0-8'])

const OPERATIONS = [null, 'UPSERT', 'UPSERT', 'CREATE', 'UPDATE', null] as const
const OPERATION_TYPES = ['0-1', '0-2', '0-3', '0-5', '2-1000001', '0-46', '0-8']

function caseOf(drawn: Drawn): Case {
  const importOperations = Object.assign(operationsOf(drawn), ...drawn.files.map((file) => themeOf(file)?.operations))
  const files = drawn.files.map((file) => ({ choices: choicesOf(file, importOperations), file }))
  linkFiles(
    files.map(({ choices }) => choices),
    drawn.link,
  )
  return {
    dateFormat: DATE_FORMATS[drawn.dateFormat] ?? 'MONTH_DAY_YEAR',
    timeZone: TIME_ZONES[drawn.timeZone],
    importOperations,
    hasRecords: drawn.hasRecords,
    files: files.map(({ choices, file }) => ({
      columns: choices.map(({ planned }, index) => ({ ...planned, columnName: `Column ${index + 1}`, index })),
      rows: rowsOf(file, choices),
      form: formOf(file.form),
    })),
  }
}

const TIME_ZONES = [undefined, undefined, undefined, 'Europe/Berlin', '-07:00', 'Z']

const operationsOf = ({ operations }: Drawn): Case['importOperations'] =>
  Object.fromEntries(
    OPERATION_TYPES.flatMap((objectTypeId, index) => {
      const operation = OPERATIONS[operations[index] ?? 0] ?? null
      return operation === null || (operation === 'UPDATE' && ONLY_CREATED.has(objectTypeId))
        ? []
        : [[objectTypeId, operation]]
    }),
  )

interface Choice extends Omit<ColumnChoice, 'planned'> {
  planned: Partial<PlannedColumn>
}

function choicesOf(file: DrawnFile, operations: Case['importOperations']): Choice[] {
  const { types, columns, links, wildness } = file
  const theme = themeOf(file)
  const objectTypeIds = theme?.types ?? TYPE_SETS[types] ?? []
  const catalogue = objectTypeIds.map((objectTypeId) => COLUMNS.get(objectTypeId) ?? [])
  const isWild = wildness > 8
  const taken = new Set<string>()
  const themed = themedColumns(theme)
  for (const column of themed) taken.add(keyOf(column)).add(identifierOf(column))
  const random: Choice[] = columns.slice(0, 7 - themed.length).flatMap(({ choice, mark }, index) => {
    // The first columns go to each object in turn.
    const list = catalogue[(index < catalogue.length ? index : choice) % catalogue.length] ?? []
    const column = list[choice % list.length]
    if (column === undefined || (!isWild && isContradiction(column, taken))) return []
    taken.add(keyOf(column))
    taken.add(identifierOf(column))
    return [index === 0 ? column : marked(column, mark)]
  })
  const chosen: Choice[] = [...themed, ...random]
  if (chosen.every(({ planned }) => planned.objectTypeId === null)) chosen.push(...(catalogue[0] ?? []).slice(0, 1))
  const linked = [
    ...LINKS.filter((link) => theme?.link?.(link) === true),
    ...links.flatMap((link) => LINKS[link] ?? []),
  ]
  if (isWild) return [...chosen, ...linked]
  const needed = objectTypeIds.flatMap((objectTypeId) =>
    operations[objectTypeId] === 'CREATE' ? (COLUMNS.get(objectTypeId) ?? []).filter(isNeeded) : [],
  )
  const all = [...chosen, ...needed.filter((column) => !taken.has(keyOf(column)))]
  return [...all, ...linked.filter((link, index) => canLink(link, all, linked) && linked.indexOf(link) === index)]
}

function themedColumns(theme: Theme | undefined): ColumnChoice[] {
  return (theme?.columns ?? []).flatMap(([objectTypeId, propertyName], index) => {
    const fits = ({ planned }: ColumnChoice) =>
      (planned.propertyName ?? 'hs_object_id') === propertyName && planned.columnType !== 'HUBSPOT_ALTERNATE_ID'
    const column = COLUMNS.get(objectTypeId)?.find(fits)
    if (column === undefined) return []
    const isCommon = index === 0 && theme?.isCommon === true
    return [isCommon ? { ...column, planned: { ...column.planned, associationIdentifierColumn: true } } : column]
  })
}

const keyOf = ({ planned }: ColumnChoice): string => `${planned.objectTypeId} ${planned.propertyName ?? 'hs_object_id'}`

const identifierOf = ({ planned }: ColumnChoice): string =>
  planned.columnType === 'HUBSPOT_ALTERNATE_ID' ? `identifier ${planned.objectTypeId}` : ''

const isContradiction = (column: ColumnChoice, taken: ReadonlySet<string>): boolean =>
  taken.has(keyOf(column)) ||
  (identifierOf(column) !== '' && (taken.has(identifierOf(column)) || column.planned.propertyName === 'firstname'))

const NEEDED = new Set([
  '0-1 firstname',
  '0-2 name',
  '0-3 dealname',
  '0-3 dealstage',
  '0-5 subject',
  '0-5 hs_pipeline_stage',
  '2-1000001 plan_name',
  '0-46 hs_timestamp',
])

const isNeeded = (column: ColumnChoice): boolean => NEEDED.has(keyOf(column)) && identifierOf(column) === ''

/** The file holds the object that the link starts from; a label also needs the one it leads to. */
function canLink({ planned }: ColumnChoice, columns: readonly Choice[], links: readonly ColumnChoice[]): boolean {
  const { objectTypeId, columnType, propertyName, toColumnObjectTypeId } = planned
  const holds = (other: string | undefined) => columns.some((column) => column.planned.objectTypeId === other)
  if (columnType === 'EVENT_TIMESTAMP') return holds('0-1')
  if (columnType === 'ASSOCIATION_KEYS') return holds(objectTypeId) && toColumnObjectTypeId === undefined
  if (propertyName !== undefined || toColumnObjectTypeId === undefined || !holds(objectTypeId)) return false
  if (columnType !== 'FLEXIBLE_ASSOCIATION_LABEL') return true
  const isNamed = links.some(
    ({ planned: other }) =>
      other.columnType !== columnType &&
      other.objectTypeId === objectTypeId &&
      (other.toColumnObjectTypeId ?? other.objectTypeId) === toColumnObjectTypeId,
  )
  return isNamed || (objectTypeId !== toColumnObjectTypeId && holds(toColumnObjectTypeId))
}

function marked(column: ColumnChoice, mark: number): Choice {
  if (mark >= 84 && mark < 87)
    return { ...column, planned: { ...column.planned, objectTypeId: null, propertyName: null } }
  if (mark >= 87 && mark < 90) return { ...column, planned: { ...column.planned, associationIdentifierColumn: true } }
  if (mark >= 90 && mark < 97) {
    return { ...column, planned: { ...column.planned, repairs: REPAIR_NAMES.slice(mark - 90, mark - 88) } }
  }
  return column
}

const IDENTIFYING = new Set(['email', 'domain', 'vat_id', 'customer_number', 'contract_number', 'plan_code', 'badge'])

/** A common column of two files: in one or in both directions. */
function linkFiles([one, other]: Choice[][], link: number): void {
  if (one === undefined || other === undefined) return
  if ((link & 1) === 1) linkTo(one, other)
  if ((link & 2) === 2) linkTo(other, one)
}

function linkTo(owner: Choice[], file: Choice[]): void {
  const place = owner.findIndex(
    ({ planned }) => IDENTIFYING.has(planned.propertyName ?? '') && planned.objectTypeId !== null,
  )
  const column = owner[place]
  const from = file.find(({ planned }) => planned.objectTypeId !== null && planned.propertyName !== undefined)
  if (column === undefined || from === undefined || from.planned.objectTypeId === undefined) return
  const pair = `${from.planned.objectTypeId}>${column.planned.objectTypeId}`
  owner[place] = { ...column, planned: { ...column.planned, associationIdentifierColumn: true } }
  file.push({
    ...column,
    planned: {
      objectTypeId: from.planned.objectTypeId,
      propertyName: null,
      columnType: 'STANDARD',
      toColumnObjectTypeId: column.planned.objectTypeId ?? '',
      ...(PLAIN.has(pair) && {
        foreignKeyType: { associationTypeId: PLAIN.get(pair) ?? 0, associationCategory: 'HUBSPOT_DEFINED' },
      }),
    },
  })
}

const PLAIN = new Map([
  ['0-1>0-2', 279],
  ['0-2>0-1', 280],
  ['0-1>0-3', 4],
  ['0-3>0-1', 3],
  ['0-2>0-3', 342],
  ['0-3>0-2', 341],
  ['0-1>0-1', 449],
  ['0-2>0-2', 450],
  ['0-5>0-1', 16],
  ['0-1>0-5', 15],
  ['0-46>0-1', 202],
])

function rowsOf(file: DrawnFile, choices: readonly Choice[]): CaseRow[] {
  const cell = themeOf(file)?.isCrowded === true ? crowdedCell : cellOf
  const made: CaseRow[] = []
  for (const [index, { cells, shape }] of file.rows.entries()) {
    const texts = choices.map((choice, place) => cell(choice, cells[place] ?? 0, index))
    const before = made.at(-1)?.cells
    made.push({ cells: shaped(texts, shape, before), afterBlankLine: shape === 79 })
  }
  return made
}

function shaped(cells: string[], shape: number, before: string[] | undefined): string[] {
  if (shape === 70 || shape === 71) return before ?? cells
  // Whoever the row before is about, in other letters.
  if (shape > 65 && shape < 70) return (before ?? cells).map((cell) => `{upper}${cell}`)
  if (shape === 72) return cells.slice(1)
  if (shape === 73) return [...cells, 'surplus']
  if (shape === 74) return cells.map(() => '')
  if (shape === 75) return [...cells, '']
  if (shape === 76) return cells.map((_, index) => (index === 0 ? '{huge}' : ''))
  return cells
}

function crowdedCell(choice: Choice, pick: number, row: number): string {
  if (pick < 80) return choice.good.replace('{i}', String(pick % 3))
  return pick < 110 ? '' : cellOf(choice, pick, row)
}

function cellOf({ good, others }: Choice, pick: number, row: number): string {
  const fine = good.replace('{i}', String(row + 10))
  if (pick < 50) return fine
  if (pick < 60) return `${pick < 55 ? '' : '{upper}'}${good.replace('{i}', String(pick % 3))}`
  if (pick < 68) return ''
  if (pick < 112) return others[pick % others.length] ?? ''
  // The same key as in the other file, in other letters.
  if (pick < 116) return `{upper}${fine}`
  return pick % 2 === 0 ? ` ${fine}\t` : `\u00a0${fine}`
}
