import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { customObjectOf } from '../candidates/custom-object.ts'
import { findCandidates } from '../candidates/find-candidates.ts'
import type { KnownProperty, PropertyIndex } from '../candidates/property-index.ts'
import { type Case, featuresOf, headerClaim, makeCase, objectNamed } from './evidence.ts'
import { logOdds, type Model } from './score.ts'

export interface Judged {
  candidate: Candidate
  features: readonly number[]
  /** Fit of the values, −1 to 1, for the reason. */
  fit: number
  odds: number
  headerKey: string
  /** The header names the candidate's object. */
  namesObject: boolean
}

/** All candidates of every column with their odds, best first. */
export function judgeColumns({ file, index, model, objectTypeIds }: JudgeContext): Judged[][] {
  const candidates = file.columns.map((column) =>
    findCandidates(column, file, index).filter(
      ({ known }) => objectTypeIds.length === 0 || objectTypeIds.includes(known.objectTypeId),
    ),
  )
  const claims = claimsOf(candidates.flat())
  const customObject = customObjectOf(file, index, objectTypeIds)
  return file.columns.map((column, at) =>
    (candidates[at] ?? [])
      .map((candidate) =>
        judge(candidate, { column, file, model, customObject, rival: strongestRival(candidate, claims) }),
      )
      .sort((left, right) => right.odds - left.odds),
  )
}

function judge(
  candidate: Candidate,
  { model, ...context }: Pick<Case, 'column' | 'file' | 'rival' | 'customObject'> & { model: Model },
): Judged {
  const given = makeCase(candidate, context)
  const features = featuresOf(given)
  return {
    candidate,
    features,
    fit: given.fit,
    odds: logOdds(features, model),
    headerKey: context.column.header.key,
    namesObject: objectNamed(given) > 0,
  }
}

/** The columns that ask for each property, the plainest first. */
type Claims = ReadonlyMap<KnownProperty, readonly Candidate[]>

function claimsOf(candidates: readonly Candidate[]): Claims {
  const claims = new Map<KnownProperty, Candidate[]>()
  for (const candidate of candidates) {
    const known = claims.get(candidate.known)
    if (known === undefined) claims.set(candidate.known, [candidate])
    else known.push(candidate)
  }
  for (const claim of claims.values()) claim.sort((left, right) => headerClaim(right) - headerClaim(left))
  return claims
}

function strongestRival(candidate: Candidate, claims: Claims): number {
  const rival = claims.get(candidate.known)?.find((other) => other.column !== candidate.column)
  return rival === undefined ? 0 : headerClaim(rival)
}

export interface JudgeContext {
  file: FileView
  index: PropertyIndex
  model: Model
  /** Empty: any object. */
  objectTypeIds: readonly string[]
}
