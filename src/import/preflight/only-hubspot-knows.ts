import { nameColumn } from '../../column-name.ts'
import { isOwnerProperty } from '../../hubspot/property.ts'
import type { Definitions } from '../definitions.ts'
import type { Plan } from '../plan.ts'
import {
  columnKind,
  definitionOf,
  isContactEmail,
  isMapped,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from './column-kind.ts'
import { labelOptions } from './label-options.ts'
import { optionList } from './option-list.ts'
import { findsRecords, type RecordColumns, recordColumns } from './record-columns.ts'
import { uncheckedRules } from './value-rules.ts'

/**
 * What no check of the file can tell, in plain words: the reader should know where the report ends. `isAccountKnown`: all
 * records that the files name were looked up in the account.
 */
export function onlyHubSpotKnows(plan: Plan, definitions: Definitions, isAccountKnown: boolean): string[] {
  const columns = plan.files.flatMap((file) => file.columns.filter(isMapped))
  const records = plan.files.flatMap((file) => recordColumns(file.columns.filter(isMapped), plan, definitions))
  const said = [
    definitions.source === 'built-in'
      ? "The account's own properties, options, labels and required fields: the built-in catalogue was used."
      : '',
    ...(isAccountKnown ? [] : matching(records)),
    ...unread(columns, plan, definitions),
    columns.some(isReference) && !isAccountKnown
      ? 'Whether the records that the association columns name exist, and take the association (FAILED_TO_CREATE_ASSOCIATION).'
      : '',
    isAccountKnown && leadsToAssociations(plan, columns, definitions)
      ? 'Whether a record takes the association (FAILED_TO_CREATE_ASSOCIATION), and whether it gets more than the account allows (ASSOCIATION_LIMIT_EXCEEDED).'
      : '',
    columns.some((column) => isContactEmail(column.objectTypeId, propertyNameOf(column)))
      ? 'Whether a contact was deleted for privacy reasons and may not be imported again (GDPR_BLACKLISTED_EMAIL).'
      : '',
    ...new Set(columns.map(({ objectTypeId }) => unreadRules(objectTypeId, definitions))),
    columns.some((column) => columnKind(column) === 'event_time')
      ? 'Whether the marketing event exists (MISSING_EVENT_DEFINITION, INVALID_EVENT).'
      : '',
    records.some(({ objectTypeId, operation }) => objectTypeId.startsWith('2-') && operation !== 'UPDATE')
      ? 'Whether the account has room for more custom object records (PORTAL_WIDE_CUSTOM_OBJECT_LIMIT_EXCEEDED).'
      : '',
    'Whether a limit of the account or subscription is reached (LIMIT_EXCEEDED), and failures inside HubSpot (UNKNOWN_ERROR).',
  ]
  return [...new Set(said.filter((sentence) => sentence !== ''))]
}

/** Rows name other records, or hold several. */
const leadsToAssociations = (
  { files, importOperations }: Plan,
  columns: readonly MappedColumn[],
  definitions: Definitions,
): boolean =>
  columns.some(isReference) ||
  files.some((file) => recordColumns(file.columns.filter(isMapped), { importOperations }, definitions).length > 1)

function matching(records: readonly RecordColumns[]): string[] {
  const operations = new Set(records.map(({ operation }) => operation))
  return [
    records.some((record) => record.operation === 'CREATE' && findsRecords(record))
      ? 'Which rows are records that exist already (CREATE_ONLY_IMPORT: those rows are lost).'
      : '',
    operations.has('UPDATE') ? 'Which rows match no existing record (UPDATE_ONLY_IMPORT: those rows are lost).' : '',
    operations.has('UPSERT') && records.some(({ identifier }) => identifier >= 0)
      ? 'Which rows update a record and which create one.'
      : '',
    records.some(({ recordId }) => recordId >= 0) ? 'Whether the record ids exist (INVALID_OBJECT_ID).' : '',
  ]
}

/** Of one object: where they were read, every column says what is left of them. */
function unreadRules(objectTypeId: string, { source, validations }: Definitions): string {
  if (source === 'built-in' || validations.has(objectTypeId)) return ''
  return `The validation rules that the account has set on properties of ${objectTypeId} (INVALID_CUSTOM_PROPERTY_VALIDATION): they were not read.`
}

function unread(columns: readonly MappedColumn[], { dateFormat }: Plan, definitions: Definitions): string[] {
  return columns.flatMap((column) => {
    const rules = uncheckedRules(column, dateFormat, definitions)
    const name = nameColumn(column)
    const ofRules =
      rules.length === 0
        ? ''
        : `Whether the values in ${name} keep the rule ${rules.join(', ')} of the property (INVALID_CUSTOM_PROPERTY_VALIDATION).`
    return [unreadValues(column, name, definitions), ofRules]
  })
}

function unreadValues(column: MappedColumn, name: string, definitions: Definitions): string {
  if (columnKind(column) === 'label' && labelOptions(column, definitions) === null) {
    return `Whether the labels in ${name} exist: the labels of the pair were not read.`
  }
  const definition = definitionOf(column, definitions)
  if (definition === undefined) return ''
  if (isOwnerProperty(definition)) {
    return definitions.owners === null ? `Whether the owners in ${name} exist: the users were not read.` : ''
  }
  if (definition.fieldType === 'file')
    return `Whether the files that ${name} names exist (INVALID_ENUM_FILE_ID_OR_URL).`
  const hasUnknownOptions = definition.type === 'enumeration' && optionList(definition) === null
  return hasUnknownOptions ? `Whether the values in ${name} are options: its options are not known here.` : ''
}

const isReference = (column: MappedColumn): boolean =>
  columnKind(column) === 'foreign_key' ||
  columnKind(column) === 'association_keys' ||
  (column.propertyName === RECORD_ID && column.toColumnObjectTypeId !== undefined)
