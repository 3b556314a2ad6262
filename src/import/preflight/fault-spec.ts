import { counted } from '../../counted.ts'
import type { Definitions } from '../definitions.ts'
import { definitionOf, type MappedColumn, propertyNameOf } from './column-kind.ts'
import type { CounterSpec } from './file-context.ts'
import { findingText } from './finding-text.ts'
import { FORMULA_ERROR, formulaErrorSpec } from './formula-error.ts'
import { SHORTENED_NUMBER, shortenedNumberSpec } from './shortened-number.ts'
import { rulesOf, ruleText } from './value-rules.ts'

/**
 * The finding for a faulty cell. `isIdentifier`: the row has nothing else by which its record is found, so the record
 * is lost with it.
 */
export function faultSpec(
  fault: string,
  column: MappedColumn,
  isIdentifier: boolean,
  definitions: Definitions,
): CounterSpec {
  if (fault === FORMULA_ERROR) return formulaErrorSpec(column)
  if (fault === SHORTENED_NUMBER) return shortenedNumberSpec(column)
  if (isIdentifier && !KEEPS_ITS_NAME.has(fault)) return { errorType: 'INVALID_ALTERNATE_ID', column }
  if (isAmbiguousStage(fault, column)) return ambiguousStage(fault, column)
  if (fault === 'INVALID_EMAIL' && !isIdentifier) {
    return { errorType: fault, column, outcome: 'value_lost', text: addressText }
  }
  if (fault === 'INVALID_CUSTOM_PROPERTY_VALIDATION') return brokenRule(fault, column, definitions)
  if (fault === 'PROPERTY_DEFINITION_NOT_FOUND') return { errorType: fault, column, scope: 'column' }
  if (fault === NO_OPTION && definitionOf(column, definitions)?.type === 'bool') return neitherYesNorNo(column)
  return { errorType: fault, column }
}

/** A bad e-mail address has its own, documented type, also in the identifier; the others are not about the value. */
const KEEPS_ITS_NAME = new Set([
  'INVALID_EMAIL',
  'COLUMN_TOO_LARGE',
  'PROPERTY_DEFINITION_NOT_FOUND',
  'INVALID_CUSTOM_PROPERTY_VALIDATION',
])

/** Pipelines share stage names ("Closed won"), and the pipeline decides: whether HubSpot can tell is not known here. */
export const isAmbiguousStage = (fault: string, column: MappedColumn): boolean =>
  fault === 'AMBIGUOUS_ENUMERATION_OPTION' && STAGES.has(propertyNameOf(column) ?? '')

const STAGES = new Set(['dealstage', 'hs_pipeline_stage'])

const ambiguousStage = (errorType: string, column: MappedColumn): CounterSpec => ({
  errorType,
  column,
  severity: 'warning',
  outcome: null,
  text: ({ count, column: name }) => ({
    message: `${counted(count, 'value', 'values')} in ${name} ${count === 1 ? 'names' : 'name'} a stage of more than one pipeline.`,
    fix: 'Write the internal value of the stage (list_properties shows them), or map the pipeline as well.',
  }),
})

function brokenRule(errorType: string, column: MappedColumn, definitions: Definitions): CounterSpec {
  const rules = rulesOf(column, definitions).map(ruleText).join(', ')
  return {
    errorType,
    column,
    text: ({ count, column: name }) => ({
      message: `${counted(count, 'value', 'values')} in ${name} ${count === 1 ? 'breaks' : 'break'} a rule that the account has set on the property (${rules}); those rows are not imported.`,
      fix: 'Change the values in the file, or the rule in the settings of the property in HubSpot.',
    }),
  }
}

const NO_OPTION = 'INVALID_ENUMERATION_OPTION'

/** Such a property has its two options and takes no third. */
const neitherYesNorNo = (column: MappedColumn): CounterSpec => ({
  errorType: NO_OPTION,
  column,
  text: (subject) => ({
    ...findingText(NO_OPTION, subject),
    fix: 'Write true or false, or yes or no in the file; an empty cell leaves the property as it is.',
  }),
})

const addressText: CounterSpec['text'] = ({ count, column }) => ({
  message: `${counted(count, 'value', 'values')} in ${column} ${count === 1 ? 'is no e-mail address' : 'are no e-mail addresses'}; the property stays empty on those records.`,
  fix: 'Correct the addresses in the file.',
})
