import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { ObjectType } from '../../hubspot/object-types.ts'
import type { FileProposal, Target } from '../proposal.ts'
import { isIdentifier } from './identifiers.ts'
import { missingRequired } from './required.ts'

/**
 * UPSERT, HubSpot's default, where a column tells the records apart. Where nothing does, UPSERT would make a new record
 * of every row as well: CREATE says so, unless a required column is missing and HubSpot would refuse the whole file.
 */
export function importOperationsFor(
  files: readonly FileProposal[],
  objectTypes: readonly ObjectType[],
): Record<string, ImportOperation> {
  const targets = files.flatMap(({ columns }) => columns.flatMap(({ target }) => target ?? []))
  const ids = new Set(
    targets.filter(({ propertyName }) => propertyName !== null).map(({ objectTypeId }) => objectTypeId),
  )
  return Object.fromEntries([...ids].sort().map((id) => [id, operationFor(id, targets, objectTypes)]))
}

function operationFor(id: string, targets: readonly Target[], objectTypes: readonly ObjectType[]): ImportOperation {
  if (targets.some((target) => target.objectTypeId === id && isIdentifier(target))) return 'UPSERT'
  const missing = missingRequired(
    objectTypes.find(({ objectTypeId }) => objectTypeId === id),
    targets,
  )
  return missing.length === 0 ? 'CREATE' : 'UPSERT'
}
