import { counted } from '../../counted.ts'
import type { MappedColumn } from './column-kind.ts'
import { type CounterSpec, type FileContext, openCounter } from './file-context.ts'
import type { TextSubject } from './finding-text.ts'
import type { Counter, FindingText } from './ledger.ts'
import type { RecordColumns } from './record-columns.ts'

const TEXTS = {
  CREATE_ONLY_IMPORT: ({ count, column, object }) => ({
    message: `${counted(count, 'row is', 'rows are')} about ${object} that exist already, found by ${column}; the import only creates, so ${they(count)} not imported.`,
    fix: 'Use importOperations UPSERT or UPDATE with revise_mapping, or remove the rows.',
  }),
  UPDATE_ONLY_IMPORT: ({ count, column, object }) => ({
    message: `${counted(count, 'value', 'values')} in ${column} ${count === 1 ? 'belongs' : 'belong'} to none of the ${object} in HubSpot; the import only updates, so those rows are not imported.`,
    fix: 'Correct the identifiers, or use importOperations UPSERT with revise_mapping to create the records.',
  }),
  INVALID_OBJECT_ID: ({ count, column, object }) => ({
    message: `${counted(count, 'record id', 'record ids')} in ${column} ${count === 1 ? 'belongs' : 'belong'} to none of the ${object} in HubSpot; those rows are not imported.`,
    fix: 'Take the ids from a fresh export of this account, or identify the records by another unique property.',
  }),
  MULTIPLE_COMPANIES_WITH_THIS_DOMAIN: ({ count, column }) => ({
    message: `${counted(count, 'value', 'values')} in ${column} ${count === 1 ? 'is' : 'are'} the domain of more than one company in HubSpot, so nobody can tell which is meant; those rows are not imported.`,
    fix: 'Merge the companies in HubSpot, or identify them by record id.',
  }),
} satisfies Record<string, (subject: TextSubject) => FindingText>

const they = (count: number): string => (count === 1 ? 'it is' : 'they are')

type MatchFault = keyof typeof TEXTS

/** The finding of each fault, by the place of the column that found the record. Opened when the first row shows it. */
export function matchCounters(
  { objectTypeId }: RecordColumns,
  columns: readonly MappedColumn[],
  context: FileContext,
): Record<MatchFault, (place: number) => Counter> {
  const opened = new Map<string, Counter>()
  const counterOf = (errorType: MatchFault) => (place: number) => {
    const name = `${errorType} ${place}`
    const spec: CounterSpec = { errorType, column: columns[place], objectTypeId, text: TEXTS[errorType] }
    const counter = opened.get(name) ?? openCounter(context, spec)
    opened.set(name, counter)
    return counter
  }
  return {
    CREATE_ONLY_IMPORT: counterOf('CREATE_ONLY_IMPORT'),
    UPDATE_ONLY_IMPORT: counterOf('UPDATE_ONLY_IMPORT'),
    INVALID_OBJECT_ID: counterOf('INVALID_OBJECT_ID'),
    MULTIPLE_COMPANIES_WITH_THIS_DOMAIN: counterOf('MULTIPLE_COMPANIES_WITH_THIS_DOMAIN'),
  }
}
