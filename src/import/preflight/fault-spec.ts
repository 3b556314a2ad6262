import { isContactEmail, type MappedColumn, propertyNameOf } from './column-kind.ts'
import type { CounterSpec } from './file-context.ts'
import { counted } from './finding-text.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'

/** The finding for a faulty cell: what it costs depends on what the column is for the record. */
export function faultSpec(fault: string, column: MappedColumn, record: RecordColumns | undefined): CounterSpec {
  if (record !== undefined && isOnlyIdentifier(column, record) && IDENTIFIER_FAULTS.has(fault)) {
    return { errorType: 'INVALID_ALTERNATE_ID', column }
  }
  if (fault === 'AMBIGUOUS_ENUMERATION_OPTION' && isStage(column)) return ambiguousStage(fault, column)
  if (record !== undefined && VALUE_FAULTS.has(fault) && isRequired(column, record)) {
    return { errorType: 'INVALID_REQUIRED_PROPERTY', column }
  }
  if (fault === 'INVALID_EMAIL' && !isContactEmail(column.objectTypeId, column.propertyName)) {
    return { errorType: fault, column, outcome: 'value_lost', text: addressText }
  }
  if (fault === 'PROPERTY_DEFINITION_NOT_FOUND') return { errorType: fault, column, scope: 'column' }
  return { errorType: fault, column }
}

/** Mapped as identifier, and rows have no record id beside it. */
const isOnlyIdentifier = ({ columnType }: MappedColumn, { recordId }: RecordColumns): boolean =>
  columnType === 'HUBSPOT_ALTERNATE_ID' && recordId < 0

/** A bad e-mail address has its own, documented type, also in the identifier. */
const IDENTIFIER_FAULTS = new Set([
  'INVALID_ALTERNATE_ID',
  'INVALID_DOMAIN',
  'COULD_NOT_PARSE_NUMBER',
  'INVALID_NUMBER_SIZE',
  'COULD_NOT_PARSE_DATE',
  'OUTSIDE_VALID_TIME_RANGE',
  'INVALID_ENUMERATION_OPTION',
  'AMBIGUOUS_ENUMERATION_OPTION',
])

const VALUE_FAULTS = new Set(['INVALID_ENUMERATION_OPTION', 'COULD_NOT_PARSE_DATE', 'COULD_NOT_PARSE_NUMBER'])
const PIPELINES = new Set(['pipeline', 'hs_pipeline'])
const STAGES = new Set(['dealstage', 'hs_pipeline_stage'])

/** A new record cannot do without this property alone, or its pipeline. */
function isRequired(column: MappedColumn, record: RecordColumns): boolean {
  const name = propertyNameOf(column) ?? ''
  const isAlone = record.required.some(({ names }) => names.length === 1 && names[0] === name)
  return alwaysCreates(record) && (isAlone || PIPELINES.has(name))
}

const isStage = (column: MappedColumn): boolean => STAGES.has(propertyNameOf(column) ?? '')

/** Pipelines share stage names ("Closed won"), and the pipeline decides: whether HubSpot can tell is not known here. */
const ambiguousStage = (errorType: string, column: MappedColumn): CounterSpec => ({
  errorType,
  column,
  severity: 'warning',
  outcome: null,
  text: ({ count, column: name }) => ({
    message: `${count} values in ${name} name a stage of more than one pipeline.`,
    fix: 'Write the internal value of the stage (list_properties shows them), or map the pipeline as well.',
  }),
})

const addressText: CounterSpec['text'] = ({ count, column }) => ({
  message: `${counted(count, 'value', 'values')} in ${column} ${count === 1 ? 'is' : 'are'} no e-mail address; the property stays empty on those records.`,
  fix: 'Correct the addresses in the file, or accept the loss with start_import (acceptFindings: true).',
})
