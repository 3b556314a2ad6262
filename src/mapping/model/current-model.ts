import type { Model } from './score.ts'
import weights from './weights.json' with { type: 'json' }

/** Fitted by bench/mapping/fit.mjs. */
export const CURRENT_MODEL: Model = {
  bias: weights.bias,
  weights: weights.weights,
  calibration: weights.calibration.map(([raw, right]) => [raw ?? 0, right ?? 0] as const),
}
