import { describe, expect, test } from 'vitest'
import { CURRENT_MODEL } from '../../../src/mapping/model/current-model.ts'
import { FEATURE_NAMES } from '../../../src/mapping/model/evidence.ts'
import { calibrate, logOdds, type Model, probability } from '../../../src/mapping/model/score.ts'

const MODEL: Model = {
  bias: -1,
  weights: { label_whole: 3, shipping: -2 },
  calibration: [
    [0, 0],
    [0.5, 0.2],
    [1, 0.9],
  ],
}

describe('logOdds()', () => {
  test('adds the weights of what was seen to the bias', () => {
    const seen = (names: readonly string[]) => FEATURE_NAMES.map((name) => Number(names.includes(name)))
    expect(logOdds(seen([]), MODEL)).toBe(-1)
    expect(logOdds(seen(['label_whole']), MODEL)).toBe(2)
    expect(logOdds(seen(['label_whole', 'shipping', 'billing']), MODEL)).toBe(0)
  })
})

describe('probability()', () => {
  test('is a half at odds of one to one and rises with them', () => {
    expect(probability(0)).toBe(0.5)
    expect(probability(5)).toBeGreaterThan(probability(1))
    expect(probability(-800)).toBe(0)
  })
})

describe('calibrate()', () => {
  test('follows the curve, straight between its points', () => {
    const wanted = [0, 0.1, 0.2, 0.55, 0.9]
    const found = [0, 0.25, 0.5, 0.75, 1].map((raw) => calibrate(raw, MODEL))
    expect(found.map((value) => Math.round(value * 1e6) / 1e6)).toEqual(wanted)
  })
})

describe('CURRENT_MODEL', () => {
  test('weighs each feature and nothing else', () => {
    expect(Object.keys(CURRENT_MODEL.weights).sort()).toEqual([...FEATURE_NAMES].sort())
  })

  test('has a rising calibration curve within 0 and 1', () => {
    const points = CURRENT_MODEL.calibration
    expect(points.every(([raw, right]) => raw >= 0 && raw <= 1 && right >= 0 && right <= 1)).toBe(true)
    expect([...points].sort((left, right) => left[0] - right[0] || left[1] - right[1])).toEqual([...points])
  })
})
