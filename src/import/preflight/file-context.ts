import { nameColumn } from '../../column-name.ts'
import { showObjectType } from '../../hubspot/object-types.ts'
import type { Definitions } from '../definitions.ts'
import type { Outcome } from '../finding.ts'
import type { Plan, PlannedColumn, PlannedFile } from '../plan.ts'
import type { RepairTools } from '../repair.ts'
import { findingText, type TextSubject } from './finding-text.ts'
import type { KeyIndex } from './key-index.ts'
import type { KnownAccount } from './known-account.ts'
import type { Counter, FindingSpec, FindingText, Ledger } from './ledger.ts'
import { needsDefinitions, outcomeOf } from './outcome-of.ts'

/** The values of a common column: of rows that are imported, and of rows that are not. */
export interface SharedKeys {
  keys: KeyIndex
  lostKeys: KeyIndex
}

/** Everything the checks of one file may ask. */
export interface FileContext {
  plan: Plan
  file: PlannedFile
  definitions: Definitions
  ledger: Ledger
  repairTools: RepairTools
  /** Keys of the files that were read before, by the common column that holds them. */
  sharedKeys: Map<PlannedColumn, SharedKeys>
  /** null: no records were looked up. */
  account: KnownAccount | null
}

export interface CounterSpec {
  errorType: string
  column?: PlannedColumn
  objectTypeId?: string
  severity?: 'error' | 'warning'
  outcome?: Outcome | null
  scope?: FindingSpec['scope']
  /** Replaces the usual text of the errorType. */
  text?: (subject: TextSubject) => FindingText
}

/**
 * A finding to count. Severity and outcome are HubSpot's for the errorType; what only the account's own definitions
 * can tell is a warning as long as the built-in catalogue stands for them.
 */
export function openCounter(context: FileContext, spec: CounterSpec): Counter {
  const { plan, file, definitions, ledger } = context
  const { errorType, column, scope } = spec
  const isSure = definitions.source === 'account' || !needsDefinitions(errorType)
  const severity = spec.severity ?? (isSure ? 'error' : 'warning')
  const named = {
    column: column === undefined ? 'the row' : nameColumn(column),
    object: showObjectType(spec.objectTypeId ?? column?.objectTypeId ?? '', definitions.objectTypes),
    dateFormat: plan.dateFormat,
  }
  const text = (count: number): FindingText => {
    const subject = { ...named, count }
    const found = spec.text?.(subject) ?? findingText(errorType, subject)
    return isSure ? found : { ...found, message: `${found.message} ${BUILT_IN}` }
  }
  const outcome = spec.outcome === undefined && isSure ? outcomeOf(errorType) : (spec.outcome ?? null)
  const objectTypeId = spec.objectTypeId ?? column?.objectTypeId ?? null
  return ledger.open({ errorType, severity, outcome, file, column: column ?? null, objectTypeId, text, scope })
}

const BUILT_IN =
  "(Checked against the built-in catalogue, which does not know the account's own properties and options.)"
