import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import type { Judged } from '../model/judge.ts'
import { calibrate, type Model, probability } from '../model/score.ts'
import type { Alternative, ColumnProposal } from '../proposal.ts'
import { columnTypeOf } from './identifiers.ts'
import { reasonFor } from './reason.ts'

const MAX_ALTERNATIVES = 3
const MIN_ALTERNATIVE = 0.05

export interface Decision {
  chosen: Judged | null
  judged: readonly Judged[]
  model: Model
  file: FileView
}

export function proposeColumn(column: ColumnView, decision: Decision): ColumnProposal {
  const { chosen, judged, model } = decision
  const alternatives = judged
    .filter((other) => other !== chosen)
    .map((other) => alternative(other, model))
    .filter(({ confidence }) => confidence >= MIN_ALTERNATIVE)
    .slice(0, MAX_ALTERNATIVES)
  return {
    index: column.index,
    columnName: column.columnName,
    target:
      chosen === null
        ? null
        : {
            objectTypeId: chosen.candidate.known.objectTypeId,
            propertyName: chosen.candidate.known.property.name,
            columnType: columnTypeOf(chosen.candidate.known),
          },
    propertyLabel: chosen?.candidate.known.property.label ?? null,
    confidence: round(chosen === null ? (alternatives[0]?.confidence ?? 0) : confidenceOf(chosen, model)),
    reason: reasonFor(column, decision),
    examples: column.profile.values.slice(0, 3),
    alternatives,
  }
}

function alternative(judged: Judged, model: Model): Alternative {
  const { known } = judged.candidate
  return {
    objectTypeId: known.objectTypeId,
    propertyName: known.property.name,
    columnType: columnTypeOf(known),
    confidence: round(confidenceOf(judged, model)),
  }
}

const confidenceOf = ({ odds }: Judged, model: Model): number => calibrate(probability(odds), model)

const round = (share: number): number => Math.round(share * 1000) / 1000
