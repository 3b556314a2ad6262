import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { HubSpot } from './hubspot/hubspot.ts'
import type { Account } from './import/account.ts'
import type { Imports } from './import/imports.ts'
import type { PlanStore } from './import/plan-store.ts'
import type { Log } from './log.ts'
import type { AllowedFiles } from './table/allowed-files.ts'

/** Everything a running tool may use. Made once; opens nothing until it is needed. */
export interface Context {
  config: Config
  environment: 'sandbox' | 'production'
  clock: Clock
  log: Log
  /** Files by path in an allowed folder, or by upload handle over HTTP. */
  files: AllowedFiles
  /** The API of HubSpot, or of the embedded sandbox (started on first use). @throws UsageError not_connected */
  connect: () => Promise<HubSpot>
  /** What is known of the connected account, cached: portal, definitions, labels, owners. */
  account: Account
  plans: PlanStore
  imports: Imports
  close: () => Promise<void>
}
