import { FEATURE_NAMES } from './evidence.ts'

/** A fitted model: one weight a feature, and the curve from its raw probability to how often it was right. */
export interface Model {
  bias: number
  weights: Readonly<Record<string, number>>
  /** Points of the calibration curve, rising; between them it is straight. */
  calibration: readonly (readonly [raw: number, right: number])[]
}

/** Log-odds that the candidate is right, before it is compared with the others. */
export function logOdds(features: readonly number[], model: Model): number {
  return FEATURE_NAMES.reduce(
    (sum, name, index) => sum + (model.weights[name] ?? 0) * (features[index] ?? 0),
    model.bias,
  )
}

export const probability = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** How often proposals with this raw probability were right when the model was fitted. */
export function calibrate(raw: number, { calibration }: Model): number {
  const after = calibration.findIndex(([point]) => point >= raw)
  if (after === -1) return calibration.at(-1)?.[1] ?? raw
  const [right, left] = [calibration[after], calibration[after - 1]]
  if (right === undefined || left === undefined) return right?.[1] ?? raw
  const share = (raw - left[0]) / Math.max(1e-9, right[0] - left[0])
  return left[1] + share * (right[1] - left[1])
}
