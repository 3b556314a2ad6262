import type { ImportOperation } from '../../hubspot/import-request.ts'
import type { Plan } from '../plan.ts'

/** HubSpot's default is UPSERT, for each object. */
export const operationOf = (
  objectTypeId: string,
  { importOperations }: Pick<Plan, 'importOperations'>,
): ImportOperation =>
  Object.hasOwn(importOperations, objectTypeId) ? (importOperations[objectTypeId] ?? 'UPSERT') : 'UPSERT'
