import { type ObjectType, showObjectType } from '../../hubspot/object-types.ts'
import type { ColumnProposal, DateFormatProposal, FileProposal, Schema } from '../proposal.ts'
import { isIdentifier } from './identifiers.ts'
import { missingRequired } from './required.ts'

const MAX_QUESTIONS = 6
const UNSURE = 0.8
const MAX_NAMES = 6

export interface QuestionContext {
  files: readonly FileProposal[]
  schema: Schema
  format: DateFormatProposal
  /** The person said the date order. */
  formatWanted: boolean
}

/** Few and specific: what decides whether the import is right, most costly mistakes first. */
export function askQuestions(context: QuestionContext): string[] {
  const columns = context.files.flatMap((file) => file.columns)
  return [
    ...askDates(context),
    ...askRequired(columns, context.schema.objectTypes),
    ...askIdentifiers(columns, context.schema.objectTypes),
    ...askWholeNames(columns),
    ...askUnsure(columns, context.schema.objectTypes),
    ...askUnmatched(columns),
  ].slice(0, MAX_QUESTIONS)
}

function askDates({ format, formatWanted }: QuestionContext): string[] {
  if (format.certain || formatWanted) return []
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

function askRequired(columns: readonly ColumnProposal[], objectTypes: readonly ObjectType[]): string[] {
  return objectIds(columns).flatMap((id) => {
    const targets = columns.map(({ target }) => target)
    if (targets.some((target) => target?.objectTypeId === id && isIdentifier(target))) return []
    const [names] = missingRequired(
      objectTypes.find(({ objectTypeId }) => objectTypeId === id),
      targets,
    )
    return names === undefined
      ? []
      : [
          `New ${plural(id, objectTypes)} need ${names.join(' or ')}, which no column fills: which column is it, or leave ${plural(id, objectTypes)} out?`,
        ]
  })
}

function askIdentifiers(columns: readonly ColumnProposal[], objectTypes: readonly ObjectType[]): string[] {
  return objectIds(columns)
    .filter(
      (id) => !ALWAYS_NEW.has(id) && !columns.some(({ target }) => target?.objectTypeId === id && isIdentifier(target)),
    )
    .map(
      (id) =>
        `No column identifies ${plural(id, objectTypes)}, so importing the file twice makes every record twice. Is that all right?`,
    )
}

/** Line items, notes, calls, meetings, tasks: an import only ever creates them. */
const ALWAYS_NEW = new Set(['0-8', '0-46', '0-47', '0-48', '0-27', '0-49'])

function askWholeNames(columns: readonly ColumnProposal[]): string[] {
  const hasLastName = columns.some(({ target }) => target?.objectTypeId === '0-1' && target.propertyName === 'lastname')
  const column = columns.find(({ target }) => target?.objectTypeId === '0-1' && target.propertyName === 'firstname')
  const isWhole = column !== undefined && !hasLastName && column.examples.some((example) => /\S\s+\S/.test(example))
  return isWhole
    ? [
        `${quoted(column)} holds whole names and goes into First Name as it is. Split it into first and last name before?`,
      ]
    : []
}

function askUnsure(columns: readonly ColumnProposal[], objectTypes: readonly ObjectType[]): string[] {
  return columns
    .filter(({ target, confidence }) => target !== null && confidence < UNSURE)
    .sort((left, right) => left.confidence - right.confidence)
    .slice(0, 3)
    .map((column) => {
      const { target, propertyLabel, examples } = column
      const example = examples[0] === undefined ? '' : ` (for example "${examples[0].slice(0, 40)}")`
      return `Is ${quoted(column)}${example} the ${propertyLabel} of ${plural(target?.objectTypeId ?? '', objectTypes)}?`
    })
}

function askUnmatched(columns: readonly ColumnProposal[]): string[] {
  const unmatched = columns.filter(({ target, examples }) => target === null && examples.length > 0)
  if (unmatched.length === 0) return []
  const names = unmatched.slice(0, MAX_NAMES).map(quoted).join(', ')
  const more = unmatched.length > MAX_NAMES ? ` and ${unmatched.length - MAX_NAMES} more` : ''
  return [
    `${unmatched.length} columns have no match: ${names}${more}. Leave them out, or make properties for some of them?`,
  ]
}

const objectIds = (columns: readonly ColumnProposal[]): string[] => [
  ...new Set(
    columns.flatMap(({ target }) => (target === null || target.propertyName === null ? [] : [target.objectTypeId])),
  ),
]

const plural = (objectTypeId: string, objectTypes: readonly ObjectType[]): string =>
  showObjectType(objectTypeId, objectTypes).replace(/ \(.*\)$/, '')

const quoted = ({ columnName, index }: ColumnProposal): string =>
  columnName.trim() === '' ? `column ${index + 1}` : `"${columnName.slice(0, 60)}"`
