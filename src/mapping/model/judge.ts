import type { FileView } from '../analysis/file-view.ts'
import type { Candidate } from '../candidates/candidate.ts'
import { customObjectOf } from '../candidates/custom-object.ts'
import { findCandidates } from '../candidates/find-candidates.ts'
import type { KnownProperty, PropertyIndex } from '../candidates/property-index.ts'
import { type Case, makeCase } from './case.ts'
import { claimOf, featuresOf } from './evidence.ts'
import { objectNamed, objectSuits } from './object-suits.ts'
import { logOdds, type Model } from './score.ts'

export interface Judged {
  candidate: Candidate
  features: readonly number[]
  /** Fit of the values, −1 to 1, for the reason. */
  fit: number
  odds: number
  headerKey: string
  /** How naturally the column belongs to the candidate's object, 0–1. */
  suits: number
  /** The header names the candidate's object. */
  namesObject: boolean
}

/** All candidates of every column with their odds, best first. */
export function judgeColumns({ file, index, model, objectTypeIds }: JudgeContext): Judged[][] {
  const customObject = customObjectOf(file, index, objectTypeIds)
  const cases = file.columns.map((column) =>
    findCandidates(column, file, index)
      .filter(({ known }) => objectTypeIds.length === 0 || objectTypeIds.includes(known.objectTypeId))
      .map((candidate) => makeCase(candidate, { column, file, customObject })),
  )
  const claims = claimsOn(cases)
  return cases.map((all) =>
    all
      .map((given) => judge({ ...given, rival: strongestRival(given, claims) }, model))
      .sort((left, right) => right.odds - left.odds),
  )
}

function judge(given: Case, model: Model): Judged {
  const { candidate, column, fit } = given
  const features = featuresOf(given)
  return {
    candidate,
    features,
    fit,
    odds: logOdds(features, model),
    headerKey: column.header.key,
    suits: objectSuits(given),
    namesObject: objectNamed(given) > 0,
  }
}

/** What the columns claim of each property, the strongest claim first. */
type Claims = ReadonlyMap<KnownProperty, readonly { column: number; claim: number }[]>

/** A column that is something else first of all hardly competes. */
const SIDE_CLAIM = 0.6

function claimsOn(cases: readonly (readonly Omit<Case, 'rival'>[])[]): Claims {
  const claims = new Map<KnownProperty, { column: number; claim: number }[]>()
  for (const all of cases) {
    const own = all.map((given) => ({ given, claim: claimOf(given) }))
    const most = Math.max(...own.map(({ claim }) => claim))
    for (const { given, claim } of own) {
      const { known, column } = given.candidate
      const one = { column, claim: claim < most - 0.03 ? claim * SIDE_CLAIM : claim }
      const others = claims.get(known)
      if (others === undefined) claims.set(known, [one])
      else others.push(one)
    }
  }
  for (const all of claims.values()) all.sort((left, right) => right.claim - left.claim)
  return claims
}

const strongestRival = ({ candidate }: Omit<Case, 'rival'>, claims: Claims): number =>
  claims.get(candidate.known)?.find(({ column }) => column !== candidate.column)?.claim ?? 0

export interface JudgeContext {
  file: FileView
  index: PropertyIndex
  model: Model
  /** Empty: any object. */
  objectTypeIds: readonly string[]
}
