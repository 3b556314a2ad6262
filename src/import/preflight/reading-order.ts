import type { PlannedFile } from '../plan.ts'
import { isMapped } from './column-kind.ts'

/** Files whose keys others refer to come first; their places in the plan. */
export function readingOrder(files: readonly PlannedFile[]): number[] {
  const isOwner = ({ columns }: PlannedFile) =>
    columns.some((column) => isMapped(column) && column.associationIdentifierColumn === true)
  const places = files.map((file, place) => ({ place, isOwner: isOwner(file) }))
  return [...places.filter((one) => one.isOwner), ...places.filter((one) => !one.isOwner)].map(({ place }) => place)
}
