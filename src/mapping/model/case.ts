import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { valueFit } from '../values/value-fit.ts'

/** What is known about one candidate when it is judged. */
export interface Case {
  candidate: Candidate
  column: ColumnView
  file: FileView
  /** The strongest claim of another column on the same property. */
  rival: number
  /** The custom object the rows are, if they are one. */
  customObject: string | undefined
  fit: number
}

export function makeCase(
  candidate: Candidate,
  context: Pick<Case, 'column' | 'file' | 'customObject'>,
): Omit<Case, 'rival'> {
  const { column } = context
  return { ...context, candidate, fit: candidate.placed ?? valueFit(candidate.kind, column.profile, candidate.role) }
}
