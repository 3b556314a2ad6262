import type { Property } from '../../hubspot/property.ts'
import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Judged } from '../model/judge.ts'
import { calibrate, type Model, probability } from '../model/score.ts'
import type { Alternative, ColumnProposal } from '../proposal.ts'
import { columnTypeOf } from './identifiers.ts'
import { namesNobody } from './names-nobody.ts'
import { MOST_WITHOUT_OPTIONS, missesOptions, repeatsUnique } from './options-missed.ts'
import { reasonForMatch, reasonForNone } from './reason.ts'

const MAX_ALTERNATIVES = 3
const MIN_ALTERNATIVE = 0.01

export interface Decision {
  chosen: Judged | null
  judged: readonly Judged[]
  model: Model
  file: FileView
  /** Header of the column that took the best property of this one. */
  winner: string | undefined
  /** The property that is called like the column and that an import cannot write. */
  readOnly: Property | undefined
}

export function proposeColumn(column: ColumnView, decision: Decision): ColumnProposal {
  const { chosen, judged, model, file } = decision
  const alternatives = judged
    .filter((other) => other !== chosen)
    .map((other) => alternative(other, column, model))
    .filter(({ confidence }) => confidence >= MIN_ALTERNATIVE)
    .slice(0, MAX_ALTERNATIVES)
  const { index, columnName } = column
  const examples = column.examples.slice(0, 3)
  if (chosen === null) {
    const confidence = alternatives[0]?.confidence ?? 0
    const reason = reasonForNone(column, decision)
    return { index, columnName, target: null, propertyLabel: null, confidence, reason, examples, alternatives }
  }
  const { objectTypeId, property } = chosen.candidate.known
  return {
    index,
    columnName,
    target: { objectTypeId, propertyName: property.name, columnType: columnTypeOf(chosen.candidate.known) },
    propertyLabel: property.label,
    confidence: confidenceOf(chosen, column, model),
    reason: reasonForMatch(chosen, { column, file }),
    examples,
    alternatives,
  }
}

function alternative(judged: Judged, column: ColumnView, model: Model): Alternative {
  const { known } = judged.candidate
  return {
    objectTypeId: known.objectTypeId,
    propertyName: known.property.name,
    columnType: columnTypeOf(known),
    confidence: confidenceOf(judged, column, model),
  }
}

function confidenceOf({ odds, candidate }: Judged, { profile, person }: ColumnView, model: Model): number {
  const confidence = Math.round(calibrate(probability(odds), model) * 1000) / 1000
  if (missesOptions(candidate, profile.values)) return Math.min(MOST_WITHOUT_OPTIONS, confidence)
  const isOpen =
    isRarely(candidate) || candidate.isNearest || person?.is === 'unclear' || namesNobody(candidate, profile)
  const isChoice = isOpen || repeatsUnique(candidate, profile)
  return isChoice ? Math.min(MOST_AS_NEAREST, confidence) : confidence
}

/** A "Location" is now and then the town: a header that names the object too makes that no surer. */
const isRarely = ({ label, trust, byValues }: Judged['candidate']): boolean =>
  label === undefined && !byValues && trust <= 0.4

/** As sure as a choice can be that a person has to make: below it a question is asked. */
const MOST_AS_NEAREST = 0.6
