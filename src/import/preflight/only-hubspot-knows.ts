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
import { quoted } from './file-context.ts'
import { labelOptions } from './label-options.ts'
import { optionList } from './option-list.ts'
import { type RecordColumns, recordColumns } from './record-columns.ts'

/** What no check of the file can tell, in plain words: the reader should know where the report ends. */
export function onlyHubSpotKnows(plan: Plan, definitions: Definitions): string[] {
  const columns = plan.files.flatMap((file) => file.columns.filter(isMapped))
  const records = plan.files.flatMap((file) => recordColumns(file.columns.filter(isMapped), plan, definitions))
  const said = [
    definitions.source === 'built-in'
      ? "The account's own properties, options, labels and required fields: the built-in catalogue was used."
      : '',
    ...matching(records),
    ...unread(columns, definitions),
    columns.some(isReference) ? 'Whether the records that the association columns name exist.' : '',
    columns.some((column) => isContactEmail(column.objectTypeId, propertyNameOf(column)))
      ? 'Whether a contact was deleted for privacy reasons and may not be imported again (GDPR_BLACKLISTED_EMAIL).'
      : '',
    'Validation rules of single properties (INVALID_CUSTOM_PROPERTY_VALIDATION), and the limits of the subscription.',
  ]
  return [...new Set(said.filter((sentence) => sentence !== ''))]
}

function matching(records: readonly RecordColumns[]): string[] {
  const operations = new Set(records.map(({ operation }) => operation))
  return [
    operations.has('CREATE')
      ? 'Which rows are records that exist already (CREATE_ONLY_IMPORT: those rows are lost).'
      : '',
    operations.has('UPDATE') ? 'Which rows match no existing record (UPDATE_ONLY_IMPORT: those rows are lost).' : '',
    operations.has('UPSERT') && records.some(({ identifier }) => identifier >= 0)
      ? 'Which rows update a record and which create one.'
      : '',
    records.some(({ recordId }) => recordId >= 0) ? 'Whether the record ids exist (INVALID_OBJECT_ID).' : '',
  ]
}

function unread(columns: readonly MappedColumn[], definitions: Definitions): string[] {
  return columns.map((column) => {
    const name = quoted(column.columnName, column.index)
    if (columnKind(column) === 'label' && labelOptions(column, definitions) === null) {
      return `Whether the labels in ${name} exist: the labels of the pair were not read.`
    }
    const definition = definitionOf(column, definitions)
    if (definition === undefined) return ''
    if (isOwnerProperty(definition)) {
      return definitions.owners === null ? `Whether the owners in ${name} exist: the users were not read.` : ''
    }
    const hasUnknownOptions = definition.type === 'enumeration' && optionList(definition) === null
    return hasUnknownOptions ? `Whether the values in ${name} are options: its options are not known here.` : ''
  })
}

const isReference = (column: MappedColumn): boolean =>
  columnKind(column) === 'foreign_key' ||
  columnKind(column) === 'association_keys' ||
  (column.propertyName === RECORD_ID && column.toColumnObjectTypeId !== undefined)
