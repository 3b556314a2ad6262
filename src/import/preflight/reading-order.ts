import type { PlannedFile } from '../plan.ts'
import { isMapped } from './column-kind.ts'

/** Files whose keys others refer to come first. */
export function readingOrder(files: readonly PlannedFile[]): PlannedFile[] {
  const isOwner = ({ columns }: PlannedFile) =>
    columns.some((column) => isMapped(column) && column.associationIdentifierColumn === true)
  return [...files.filter(isOwner), ...files.filter((file) => !isOwner(file))]
}
