import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { findCandidates } from '../candidates/find-candidates.ts'
import type { PropertyIndex } from '../candidates/property-index.ts'
import { featuresOf, makeCase } from './evidence.ts'
import { logOdds, type Model } from './score.ts'

export interface Judged {
  candidate: Candidate
  features: readonly number[]
  /** Fit of the values, −1 to 1, for the reason. */
  fit: number
  odds: number
}

/** All candidates of a column with their odds, best first. */
export function judgeColumn(column: ColumnView, { file, index, model, objectTypeIds }: JudgeContext): Judged[] {
  const rivals = findCandidates(column, file, index).filter(
    ({ known }) => objectTypeIds.length === 0 || objectTypeIds.includes(known.objectTypeId),
  )
  return rivals
    .map((candidate) => {
      const given = makeCase(candidate, { column, file, rivals })
      const features = featuresOf(given)
      return { candidate, features, fit: given.fit, odds: logOdds(features, model) }
    })
    .sort((left, right) => right.odds - left.odds)
}

export interface JudgeContext {
  file: FileView
  index: PropertyIndex
  model: Model
  /** Empty: any object. */
  objectTypeIds: readonly string[]
}
