import type { Apps } from './apps.ts'
import type { ConfigurationStore } from './configuration-store.ts'
import type { ImportErrorStore } from './import-error-store.ts'
import type { SandboxImportLimits } from './import-limits.ts'
import type { ImportScheduler } from './import-scheduler.ts'
import type { ImportStore } from './import-store.ts'
import type { LabelStore } from './label-store.ts'
import type { PropertyGroupStore } from './property-group-store.ts'
import type { PropertyStore } from './property-store.ts'
import type { SandboxRecords } from './record-store.ts'
import type { ValidationStore } from './validation-store.ts'

/** What the routes stand on. */
export interface SandboxParts {
  portalId: number
  /** Address of the server, known when it listens. */
  url(): string
  now(): number
  uploadFolder: string
  importLimits: SandboxImportLimits
  /** Dated addresses answer 200 to configuration batches, as their specification says, not 201 and 204 as seen. */
  specStatusOnDated: boolean
  apps: Apps
  properties: PropertyStore
  propertyGroups: PropertyGroupStore
  validations: ValidationStore
  labels: LabelStore
  configurations: ConfigurationStore
  records: SandboxRecords
  imports: ImportStore
  errors: ImportErrorStore
  scheduler: ImportScheduler
}
