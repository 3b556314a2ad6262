import { garbled } from './garbled.mjs'
import { fitLogistic } from './regression.mjs'
import { score } from './score.mjs'

const RIDGE = 2
const IDENTITY = [
  [0, 0],
  [1, 1],
]

/** Training rows by file: one for every candidate of every column, of the file and of its copy without a header. */
export function trainingRows(files, source) {
  return files.map((file) => [
    ...rowsOf(file, source, 1),
    ...(isShort(file) ? rowsOf(withoutHeader(file), source, 0.5) : []),
  ])
}

function rowsOf(file, { judgeTable, builtInSchema, FEATURE_NAMES }, weight) {
  const flat = { bias: 0, weights: Object.fromEntries(FEATURE_NAMES.map((name) => [name, 0])), calibration: IDENTITY }
  return judgeTable(file.table, { schema: builtInSchema(), model: flat }).flatMap((judged, index) =>
    judged.map(({ candidate, features }) => {
      const label = file.labels.columns[index]
      const right = isAccepted(label, candidate.known)
      const isUnclear = right && label.optional && isClaimed(file, candidate.known)
      return { features, weight: isUnclear ? 0 : weight, right: Number(right) }
    }),
  )
}

const isShort = ({ table }) => table.dialect.hasHeader && table.columns.length <= 15

const withoutHeader = (file) => ({
  ...file,
  table: {
    ...file.table,
    fileName: 'data.csv',
    dialect: { ...file.table.dialect, hasHeader: false },
    columns: file.table.columns.map(({ index }) => ({ index, columnName: '' })),
  },
})

/** Another column needs the property more: then it is right here too, but should not be learned. */
const isClaimed = (file, known) => file.labels.columns.some((label) => !label.optional && isAccepted(label, known))

const isAccepted = (label, { objectTypeId, property }) =>
  label.accepted.some((other) => other.objectTypeId === objectTypeId && other.propertyName === property.name)

/** What the concept tables say of a meaning is knowledge, not to be learned again from a few files. */
const FIXED = {
  trust: 2.2,
  custom: 2,
  label_part: -0.3,
  custom_options: 4,
  beside_first_name: 1.5,
  unknown_words: -1.2,
  related: -3.2,
  corrected: -1,
  previous: -1.5,
  shipping: -2,
}

export function trainModel(rows, names, calibration = IDENTITY) {
  const fixed = names.map((name) => FIXED[name])
  const { bias, weights } = fitLogistic(
    rows.map((row) => ({
      ...row,
      offset: row.features.reduce((sum, value, at) => sum + value * (fixed[at] ?? 0), 0),
      features: row.features.map((value, at) => (fixed[at] === undefined ? value : 0)),
    })),
    { ridge: RIDGE },
  )
  return {
    bias: round(bias),
    weights: Object.fromEntries(names.map((name, at) => [name, fixed[at] ?? round(weights[at])])),
    calibration,
  }
}

const round = (value) => Math.round(value * 1000) / 1000

/** Each family judged by a model that never saw it; then the model of all files with the calibration learned so. */
export function crossFit(files, source) {
  const rows = trainingRows(files, source)
  const families = [...new Set(files.map((file) => file.labels.family))]
  const raw = families.flatMap((family) => {
    const model = trainModel(rows.filter((_, at) => files[at].labels.family !== family).flat(), source.FEATURE_NAMES)
    return files.filter((file) => file.labels.family === family).map((file) => predict(file, source, model))
  })
  const calibrated = raw.map((result) => {
    const others = raw.filter((other) => other.file.labels.family !== result.file.labels.family)
    return recalibrate(result, calibrationCurve(others))
  })
  const calibration = calibrationCurve(raw)
  const foreign = families.flatMap((family) => {
    const model = trainModel(rows.filter((_, at) => files[at].labels.family !== family).flat(), source.FEATURE_NAMES)
    return files
      .filter((file) => file.labels.family === family)
      .map((file) => recalibrate(predict(garbled(file, 'test'), source, model), calibration))
  })
  return {
    model: trainModel(rows.flat(), source.FEATURE_NAMES, calibration),
    held: score(calibrated),
    foreign: score(foreign),
    results: calibrated,
  }
}

export function predict(file, { proposeMapping, builtInSchema }, model) {
  const proposal = proposeMapping({ tables: [file.table], schema: builtInSchema() }, model)
  return {
    file,
    dateFormat: proposal.dateFormat.value,
    columns: proposal.files[0].columns.map(({ target, confidence }) =>
      target === null || target.propertyName === null ? null : { ...target, confidence },
    ),
  }
}

function pairs(results) {
  return results.flatMap(({ file, columns }) =>
    columns.flatMap((column, index) =>
      column === null
        ? []
        : [
            [
              column.confidence,
              Number(
                file.labels.columns[index].accepted.some(
                  (other) => other.objectTypeId === column.objectTypeId && other.propertyName === column.propertyName,
                ),
              ),
            ],
          ],
    ),
  )
}

/** Isotonic regression over bins of equal size, as a few points. */
export function calibrationCurve(results) {
  const sorted = pairs(results).sort((one, other) => one[0] - other[0])
  const bins = 12
  const blocks = []
  for (let bin = 0; bin < bins; bin += 1) {
    const part = sorted.slice(Math.floor((bin * sorted.length) / bins), Math.floor(((bin + 1) * sorted.length) / bins))
    if (part.length === 0) continue
    blocks.push({
      raw: part.reduce((sum, [confidence]) => sum + confidence, 0) / part.length,
      right: (part.reduce((sum, [, right]) => sum + right, 0) + 0.5) / (part.length + 1),
      size: part.length,
    })
    while (blocks.length > 1 && blocks.at(-2).right > blocks.at(-1).right) {
      const [one, other] = blocks.splice(-2)
      const size = one.size + other.size
      blocks.push({
        raw: (one.raw * one.size + other.raw * other.size) / size,
        right: (one.right * one.size + other.right * other.size) / size,
        size,
      })
    }
  }
  return [[0, 0], ...blocks.map(({ raw, right }) => [round(raw), round(right)]), [1, round(blocks.at(-1).right)]]
}

function recalibrate(result, curve) {
  return {
    ...result,
    columns: result.columns.map((column) =>
      column === null ? null : { ...column, confidence: along(curve, column.confidence) },
    ),
  }
}

function along(curve, raw) {
  const after = curve.findIndex(([point]) => point >= raw)
  if (after <= 0) return curve.at(after)?.[1] ?? raw
  const [left, right] = [curve[after - 1], curve[after]]
  return left[1] + ((raw - left[0]) / Math.max(1e-9, right[0] - left[0])) * (right[1] - left[1])
}
