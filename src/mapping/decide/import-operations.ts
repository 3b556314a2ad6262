import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { FileProposal } from '../proposal.ts'

/** UPSERT for every object that is written: HubSpot's default. */
export function importOperationsFor(files: readonly FileProposal[]): Record<string, ImportOperation> {
  const ids = files.flatMap(({ columns }) =>
    columns.flatMap(({ target }) => (target === null || target.propertyName === null ? [] : [target.objectTypeId])),
  )
  return Object.fromEntries([...new Set(ids)].sort().map((id) => [id, 'UPSERT' as const]))
}
