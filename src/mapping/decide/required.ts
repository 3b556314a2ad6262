import type { ObjectType } from '../../hubspot/object-types.ts'
import type { Target } from '../proposal.ts'

/** Properties that HubSpot wants for a new record of the object and that no column fills: one list, one of them needed. */
export function missingRequired(objectType: ObjectType | undefined, targets: readonly (Target | null)[]): string[][] {
  if (objectType === undefined) return []
  const filled = new Set(
    targets.flatMap((target) =>
      target?.objectTypeId === objectType.objectTypeId && target.propertyName !== null ? [target.propertyName] : [],
    ),
  )
  return objectType.requiredToCreate.filter((names) => !names.some((name) => filled.has(name)))
}
