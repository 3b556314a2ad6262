import { type MappedColumn, propertyNameOf } from './column-kind.ts'
import type { CounterSpec } from './file-context.ts'
import { alwaysCreates, type RecordColumns } from './record-columns.ts'

/** The finding for a faulty cell: what it costs depends on what the column is for the record. */
export function faultSpec(errorType: string, column: MappedColumn, record: RecordColumns | undefined): CounterSpec {
  if (errorType === 'AMBIGUOUS_ENUMERATION_OPTION' && isStage(column)) return ambiguousStage(errorType, column)
  if (VALUE_FAULTS.has(errorType) && record !== undefined && isRequired(column, record)) {
    return { errorType: 'INVALID_REQUIRED_PROPERTY', column }
  }
  if (errorType === 'INVALID_DOMAIN' && column.columnType === 'HUBSPOT_ALTERNATE_ID') {
    return { errorType, column, outcome: 'row_lost', text: domainText }
  }
  return { errorType, column }
}

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

const domainText: CounterSpec['text'] = ({ count, column }) => ({
  message: `${count} values in ${column} are no bare domain names, and the column is the identifier; those rows are not imported.`,
  fix: 'Write domains such as example.com in the file, or set columnType STANDARD for the column with revise_mapping.',
})
