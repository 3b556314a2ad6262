import type { Faults } from '../faults.ts'
import { ok, type Route } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { accountRoutes } from './account.ts'
import { associationConfigurationRoutes } from './association-configurations.ts'
import { associationLabelRoutes } from './association-labels.ts'
import { faultSwitchRoutes } from './fault-switches.ts'
import { importErrorRoutes } from './import-errors.ts'
import { importRoutes } from './imports.ts'
import { oauthRoutes } from './oauth.ts'
import { objectBatchRoutes } from './object-batches.ts'
import { objectSearchRoutes } from './object-search.ts'
import { objectWriteRoutes } from './object-writes.ts'
import { objectRoutes } from './objects.ts'
import { ownerRoutes } from './owners.ts'
import { pipelineRoutes } from './pipelines.ts'
import { propertyRoutes } from './properties.ts'
import { propertyBatchRoutes } from './property-batches.ts'
import { propertyGroupRoutes } from './property-groups.ts'
import { propertyValidationRoutes } from './property-validations.ts'
import { schemaRoutes } from './schemas.ts'

/** One line for each part of the API. `faults`: the switches can be reached over HTTP. */
export function allRoutes(parts: SandboxParts, options: { id: string; faults?: Faults | undefined }): Route[] {
  return [
    ...importRoutes(parts),
    ...importErrorRoutes(parts),
    ...associationLabelRoutes(parts),
    ...associationConfigurationRoutes(parts),
    ...propertyGroupRoutes(parts),
    ...propertyBatchRoutes(parts),
    ...propertyRoutes(parts),
    ...propertyValidationRoutes(parts),
    ...schemaRoutes(parts),
    ...pipelineRoutes(parts),
    ...ownerRoutes(parts),
    ...objectRoutes(parts),
    ...objectSearchRoutes(parts),
    ...objectWriteRoutes(parts),
    ...objectBatchRoutes(parts),
    ...accountRoutes(parts),
    ...oauthRoutes(parts),
    ...(options.faults === undefined ? [] : faultSwitchRoutes(options.faults)),
    { method: 'GET', paths: ['/sandbox/id'], open: true, answer: () => ok({ id: options.id }) },
  ]
}
