import { nameColumn } from '../../column-name.ts'
import { type ObjectType, showObjectType } from '../../hubspot/object-types.ts'
import { safeText } from '../../safe-text.ts'
import { isSuspicious } from '../../suspicious-text.ts'
import type { Table } from '../../table/table.ts'
import { isWorthAProperty } from '../concepts/no-match-reasons.ts'
import type { ColumnProposal, DateFormatProposal, FileProposal, Schema } from '../proposal.ts'
import { offeredDomain } from './company-domain.ts'
import { hasDateColumn } from './date-columns.ts'
import { isIdentifier } from './identifiers.ts'
import { askOptOuts } from './opt-out-list.ts'
import { missingRequired } from './required.ts'
import { askUnlinked } from './unlinked-files.ts'

const MAX_QUESTIONS = 6
const UNSURE = 0.8
const MAX_NAMES = 6

export interface QuestionContext {
  files: readonly FileProposal[]
  tables: readonly Table[]
  schema: Schema
  format: DateFormatProposal
  /** The person said the date order. */
  formatWanted: boolean
  /** The rows of the only file may be companies instead of people. */
  maybeFirms: boolean
}

/** Few and specific: what decides whether the import is right, most costly mistakes first. */
export function askQuestions(context: QuestionContext): string[] {
  const columns = context.files.flatMap((file) => file.columns)
  const asked: Asked = { ...context.schema, columns }
  const ids = objectIds(columns)
  return [
    ...askObjects(context),
    ...askOptOuts(context.files),
    ...askDates(context),
    ...askRecordIds(columns),
    ...askRequired(ids, asked),
    ...askIdentifiers(ids, asked),
    ...askUnlinked({ ...context, objectTypes: context.schema.objectTypes }),
    ...askWholeNames(columns),
    ...askUnsure(asked),
    ...askUnmatched(columns),
  ].slice(0, MAX_QUESTIONS)
}

interface Asked extends Schema {
  columns: readonly ColumnProposal[]
}

/** What a row is decides about all its columns. */
function askObjects({ maybeFirms, tables }: QuestionContext): string[] {
  if (!maybeFirms) return []
  const name = safeText(tables[0]?.fileName ?? '', 60)
  return [
    `Is each row of ${name} a person or a company? For companies call propose_mapping again with objectTypes: ["companies"].`,
  ]
}

function askDates({ files, schema, format, formatWanted }: QuestionContext): string[] {
  if (format.certain || formatWanted || !hasDateColumn(files, schema)) return []
  const example = /"([^"]*)"/.exec(format.evidence)?.[1] ?? ''
  const both = /^(\d{1,2})\D+(\d{1,2})\D/.exec(example)
  const [first, second] = [Number(both?.[1]), Number(both?.[2])]
  if (both === null || first > 12 || second > 12 || format.evidence.includes(', but ')) {
    return [`The dates are not written alike: ${format.evidence}. Which order is right?`]
  }
  return [
    `Is ${example} the ${ordinal(first)} of ${MONTHS[second - 1]} or the ${ordinal(second)} of ${MONTHS[first - 1]}?`,
  ]
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function ordinal(day: number): string {
  return `${day}${{ 1: 'st', 2: 'nd', 3: 'rd' }[day] ?? 'th'}`
}

/** "Record Id", "record_id", "RECORD ID", but neither "Record ID" and "Record-ID", as HubSpot exports it, nor a header that names HubSpot. */
const ANYBODYS_RECORD_ID = /^(?!.*(?:Record[ -]ID|hs_|[Hh]ub[Ss]pot)).*[Rr](?:ecord|ECORD)[ _-]?[Ii][Dd]/

/** Other systems call their numbers so too, and with those a row would overwrite whoever has this number in HubSpot. */
function askRecordIds(columns: readonly ColumnProposal[]): string[] {
  return columns
    .filter(({ target }) => target?.columnType === 'HUBSPOT_OBJECT_ID' && target.toColumnObjectTypeId === undefined)
    .filter(({ columnName }) => ANYBODYS_RECORD_ID.test(columnName))
    .map(
      (column) =>
        `Are the numbers in ${nameColumn(column)} HubSpot's own record ids? Rows change the records that have them; if they are of another system, leave the column out.`,
    )
}

function askRequired(ids: readonly string[], asked: Asked): string[] {
  return ids.flatMap((id) => {
    const names = lacking(id, asked)
    if (names === undefined) return []
    const known = asked.properties.get(id) ?? []
    const labels = names.map((name) => known.find((property) => property.name === name)?.label ?? name)
    const records = plural(id, asked.objectTypes)
    return [
      `New ${records} need ${labels.join(' or ')}, which no column fills: which column is it, or leave ${records} out?`,
    ]
  })
}

/** Properties, one of which new records of the object need, when nothing else names the record. */
function lacking(id: string, { columns, objectTypes }: Asked): string[] | undefined {
  if (isIdentified(id, columns)) return undefined
  const objectType = objectTypes.find(({ objectTypeId }) => objectTypeId === id)
  return missingRequired(
    objectType,
    columns.map(({ target }) => target),
  )[0]
}

const isIdentified = (id: string, columns: readonly ColumnProposal[]): boolean =>
  columns.some(({ target }) => target?.objectTypeId === id && isIdentifier(target))

/** Records without a name are asked about already. */
function askIdentifiers(ids: readonly string[], asked: Asked): string[] {
  const open = ids.filter(
    (id) => !ALWAYS_NEW.has(id) && !isIdentified(id, asked.columns) && lacking(id, asked) === undefined,
  )
  const domain = open.includes(COMPANIES) ? offeredDomain(asked.columns) : undefined
  return [...askDomain(domain), ...askTwice(domain === undefined ? open : open.filter((id) => id !== COMPANIES), asked)]
}

const COMPANIES = '0-2'

const askDomain = (column: ColumnProposal | undefined): string[] =>
  column === undefined
    ? []
    : [
        `No column identifies companies. Is ${nameColumn(column)} their domain, by which HubSpot finds them? Else importing the rows twice makes every company twice.`,
      ]

function askTwice(ids: readonly string[], { objectTypes }: Asked): string[] {
  if (ids.length === 0) return []
  const records = ids.map((id) => plural(id, objectTypes)).join(' or ')
  return [`No column identifies ${records}, so importing the rows twice makes every record twice. Is that all right?`]
}

/** Line items, notes, calls, meetings, tasks: an import only ever creates them. */
const ALWAYS_NEW = new Set(['0-8', '0-46', '0-47', '0-48', '0-27', '0-49'])

function askWholeNames(columns: readonly ColumnProposal[]): string[] {
  const hasLastName = columns.some(({ target }) => target?.objectTypeId === '0-1' && target.propertyName === 'lastname')
  const column = columns.find(({ target }) => target?.objectTypeId === '0-1' && target.propertyName === 'firstname')
  const isWhole = column !== undefined && !hasLastName && column.examples.some((example) => /\S\s+\S/.test(example))
  return isWhole
    ? [
        `${nameColumn(column)} holds whole names and goes into First Name as it is. Split it into first and last name before?`,
      ]
    : []
}

function askUnsure({ columns, objectTypes }: Asked): string[] {
  return columns
    .filter(({ target, confidence }) => target !== null && confidence < UNSURE)
    .sort((left, right) => left.confidence - right.confidence)
    .slice(0, 3)
    .map((column) => {
      const { target, propertyLabel, examples } = column
      const shown = examples.map((each) => safeText(each, 40)).find((each) => !isSuspicious(each))
      const example = shown === undefined ? '' : ` (for example "${shown}")`
      return `Is ${nameColumn(column)}${example} the ${propertyLabel} of ${plural(target?.objectTypeId ?? '', objectTypes)}?`
    })
}

/** Columns that a property of their own could hold; what has a reason to stay out is not asked about. */
function askUnmatched(columns: readonly ColumnProposal[]): string[] {
  const unmatched = columns.filter(
    ({ target, reason, examples }) => target === null && examples.length > 0 && isWorthAProperty(reason),
  )
  if (unmatched.length === 0) return []
  const names = unmatched.slice(0, MAX_NAMES).map(nameColumn).join(', ')
  if (unmatched.length === 1) return [`${names} has no match. Leave it out, or make a property for it?`]
  const more = unmatched.length > MAX_NAMES ? ` and ${unmatched.length - MAX_NAMES} more` : ''
  return [
    `${unmatched.length} columns have no match: ${names}${more}. Leave them out, or make properties for some of them?`,
  ]
}

/** Objects of the columns, those with most columns first. */
function objectIds(columns: readonly ColumnProposal[]): string[] {
  const counts = new Map<string, number>()
  for (const { target } of columns) {
    if (target === null || target.propertyName === null) continue
    counts.set(target.objectTypeId, (counts.get(target.objectTypeId) ?? 0) + 1)
  }
  return [...counts].sort((left, right) => right[1] - left[1]).map(([id]) => id)
}

const plural = (objectTypeId: string, objectTypes: readonly ObjectType[]): string =>
  showObjectType(objectTypeId, objectTypes).replace(/ \(.*\)$/, '')
