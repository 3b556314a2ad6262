import { counted } from '../../counted.ts'
import facts from '../../hubspot/facts/import-error-types.json' with { type: 'json' }
import type { FindingText } from './ledger.ts'

/** What a sentence about a finding may name. All of it is safe to show. */
export interface TextSubject {
  count: number
  /** The column in quotes, or what stands for it. */
  column: string
  /** `contacts (0-1)` */
  object: string
  dateFormat: string
}

/** What happened and what to do next, for one errorType. */
export function findingText(errorType: string, subject: TextSubject): FindingText {
  const text = TEXTS.get(errorType)
  if (text !== undefined) return text(subject)
  const fact = FACTS.get(errorType)
  const { count, column } = subject
  return {
    message: `${errorType} in ${column}: ${rows(count)}. ${fact?.cause ?? ''}`.trim(),
    fix: fact?.fix ?? 'Correct the file.',
  }
}

const FACTS = new Map(facts.map((fact) => [fact.errorType, fact]))

const rows = (count: number): string => counted(count, 'row', 'rows')
const values = (count: number): string => counted(count, 'value', 'values')

type Text = (subject: TextSubject) => FindingText

/** What is said of one value and of several: where they differ, a pair. */
type Words = string | readonly [one: string, several: string]

const about = (words: Words, count: number): string => {
  if (typeof words === 'string') return words
  return count === 1 ? words[0] : words[1]
}

const valuesAre = (words: Words, { count, column }: TextSubject): string =>
  `${values(count)} in ${column} ${count === 1 ? 'is' : 'are'} ${about(words, count)}`

const valueText =
  (words: Words, fix: string): Text =>
  (subject) => ({ message: `${valuesAre(words, subject)}; the property stays empty on those records.`, fix })

const rowText =
  (words: Words, fix: string): Text =>
  (subject) => ({ message: `${valuesAre(words, subject)}; those rows are not imported.`, fix })

const linkText =
  (words: Words, fix: string): Text =>
  ({ count, column }) => ({
    message: `${values(count)} in ${column} ${about(words, count)}; the records are written, their association is not.`,
    fix,
  })

const TEXTS = new Map<string, Text>([
  [
    'INCORRECT_NUMBER_OF_COLUMNS',
    ({ count }) => ({
      message: `${rows(count)} ${count === 1 ? 'has' : 'have'} more or fewer cells than the file has columns; ${count === 1 ? 'it is' : 'they are'} not imported.`,
      fix: 'Quote cells that hold the delimiter or a line break, fill in missing delimiters, and call propose_mapping again.',
    }),
  ],
  [
    'INVALID_EMAIL',
    rowText(
      ['not a valid e-mail address', 'not valid e-mail addresses'],
      'Correct the addresses in the file: one bare address a cell.',
    ),
  ],
  [
    'INVALID_DOMAIN',
    valueText(['not a bare domain name', 'not bare domain names'], 'Write domains such as example.com in the file.'),
  ],
  [
    'INVALID_ALTERNATE_ID',
    rowText(
      'empty or not valid, but the column is the identifier',
      'Correct the identifier in the file; with columnType STANDARD (revise_mapping) such rows become new records.',
    ),
  ],
  [
    'CREATE_ONLY_IMPORT',
    rowText(
      ['a record id, which a new record cannot have', 'record ids, which new records cannot have'],
      'Use importOperations UPDATE or UPSERT, or leave the column out, with revise_mapping.',
    ),
  ],
  [
    'INVALID_OBJECT_ID',
    rowText(
      ['no HubSpot record id (digits only)', 'no HubSpot record ids (digits only)'],
      'Take the ids from a fresh export, or map the column to a property.',
    ),
  ],
  [
    'COULD_NOT_PARSE_DATE',
    ({ count, column, dateFormat }) => ({
      message: `${values(count)} in ${column} cannot be read as a date in the order ${dateFormat}; the property stays empty on those records.`,
      fix: 'Correct the dates in the file, or set dateFormat with revise_mapping if the whole import has another order.',
    }),
  ],
  [
    'OUTSIDE_VALID_TIME_RANGE',
    valueText(
      ['a date outside the years 1000 to 3000', 'dates outside the years 1000 to 3000'],
      'Correct the years in the file.',
    ),
  ],
  [
    'COULD_NOT_PARSE_NUMBER',
    valueText(
      ['not a number in English notation (1,234.56)', 'not numbers in English notation (1,234.56)'],
      'Leave digits and one decimal point only.',
    ),
  ],
  ['INVALID_NUMBER_SIZE', valueText('too large to store', 'Correct them, or map the column to a text property.')],
  [
    'INVALID_ENUMERATION_OPTION',
    valueText(
      'neither label nor internal value of an option',
      'Use an existing option (list_properties shows them) or add the option in HubSpot first.',
    ),
  ],
  [
    'AMBIGUOUS_ENUMERATION_OPTION',
    valueText(
      'the text of more than one option',
      'Write the internal value of the wanted option (list_properties shows them).',
    ),
  ],
  [
    'COULD_NOT_FIND_OWNER',
    valueText('not the name, e-mail address or id of a user', "Use the owner's e-mail address."),
  ],
  ['MULTIPLE_OWNERS_FOUND', valueText('the name of more than one user', 'Use the e-mail address instead of the name.')],
  [
    'INVALID_PROPERTY_VALUE_FORMAT',
    valueText(
      ['no phone number: there is no digit', 'no phone numbers: there is no digit'],
      'Correct the numbers in the file.',
    ),
  ],
  [
    'INVALID_ENUM_FILE_ID_OR_URL',
    valueText('neither id nor address of a file in HubSpot', 'Upload the files to HubSpot first and use their ids.'),
  ],
  [
    'COULD_NOT_FIND_BUSINESS_UNIT',
    valueText(
      ['not a brand of the account', 'not brands of the account'],
      'Use an existing brand, or leave the column out with revise_mapping.',
    ),
  ],
  [
    'COULD_NOT_PARSE_TERM',
    valueText(['not a duration', 'not durations'], 'Write whole months or an ISO 8601 period such as P12M.'),
  ],
  [
    'OUTSIDE_VALID_TERM_RANGE',
    valueText(['a duration that is zero or too long', 'durations that are zero or too long'], 'Correct the values.'),
  ],
  [
    'INVALID_REQUIRED_PROPERTY',
    rowText(
      'nothing HubSpot can accept in a property that new records need',
      'Use a label or internal value that exists in the account (list_properties shows them).',
    ),
  ],
  [
    'PROPERTY_DEFINITION_NOT_FOUND',
    ({ count, column, object }) => ({
      message: `${column} is mapped to a property that ${object} do not have or that cannot be written (read-only, calculated): the values of ${rows(count)} are left out.`,
      fix: 'Choose another propertyName (list_properties), make it with create_property, or leave the column out (propertyName null).',
    }),
  ],
  ['COLUMN_TOO_LARGE', rowText('longer than 65,536 characters', 'Shorten the texts.')],
  [
    'ROW_DATA_TOO_LARGE',
    ({ count }) => ({
      message: `${rows(count)} ${count === 1 ? 'holds' : 'hold'} more than 1,000,000 characters; ${count === 1 ? 'it is' : 'they are'} not imported.`,
      fix: 'Shorten long texts or spread the columns over two imports.',
    }),
  ],
  [
    'FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES',
    ({ count, object }) => ({
      message: `${rows(count)} ${count === 1 ? 'has' : 'have'} no value at all for ${object}, so there is nothing to write.`,
      fix: 'Fill at least an identifier, or delete the rows from the file.',
    }),
  ],
  [
    'ASSOCIATION_LABEL_NOT_FOUND',
    linkText(
      ['does not name a label of this pair in this direction', 'do not name labels of this pair in this direction'],
      'Use a label from list_association_labels or make it with create_association_label.',
    ),
  ],
  [
    'INVALID_ASSOCIATION_IDENTIFIER',
    linkText(
      ['cannot identify a record of the other object', 'cannot identify records of the other object'],
      'Use its record id, e-mail address or domain in both files.',
    ),
  ],
  [
    'UNKNOWN_ASSOCIATION_RECORD_ID',
    linkText(
      ['is no record id (digits only)', 'are no record ids (digits only)'],
      'Take the ids from a fresh export of the other object.',
    ),
  ],
  [
    'INVALID_ASSOCIATION_KEY',
    linkText(
      ['does not identify a record', 'do not identify a record'],
      'Use record ids, e-mail addresses of contacts or domains of companies.',
    ),
  ],
  [
    'FAILED_TO_CREATE_ASSOCIATION',
    linkText(
      [
        'refers to another object with an association type that does not exist in this direction',
        'refer to another object with an association type that does not exist in this direction',
      ],
      'Set foreignKeyType to a type of this direction (list_association_labels shows both).',
    ),
  ],
  [
    'INVALID_EVENT_TIMESTAMP',
    rowText(
      ['not a time that can be read', 'not times that can be read'],
      'Use one date-time format that fits dateFormat.',
    ),
  ],
])
