import type { Plan } from '../plan.ts'

/** Whether a file of the plan has a column for one of these properties: HubSpot looks at all files of a request. */
export const isMappedInPlan = (
  names: readonly string[],
  objectTypeId: string,
  { files }: Pick<Plan, 'files'>,
): boolean =>
  files.some(({ columns }) =>
    columns.some((column) => column.objectTypeId === objectTypeId && names.includes(column.propertyName ?? '')),
  )
