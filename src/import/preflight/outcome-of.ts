import facts from '../../hubspot/facts/import-error-types.json' with { type: 'json' }
import type { Outcome } from '../finding.ts'

const OUTCOMES = new Map<string, Outcome>([
  ['nothing_imported', 'file_refused'],
  ['row_skipped', 'row_lost'],
  ['value_blank', 'value_lost'],
  ['value_not_written', 'value_lost'],
  ['association_missing', 'association_lost'],
])

const BY_TYPE = new Map(facts.map(({ errorType, rowOutcome }) => [errorType, OUTCOMES.get(rowOutcome) ?? null]))

/** Error types that can only be told with the account's own definitions. */
const OF_SCHEMA = new Set(facts.filter(({ preflight }) => preflight === 'schema').map(({ errorType }) => errorType))

/** What HubSpot does with the row for this error type; null for our own finding types. */
export const outcomeOf = (errorType: string): Outcome | null => BY_TYPE.get(errorType) ?? null

export const needsDefinitions = (errorType: string): boolean => OF_SCHEMA.has(errorType)
