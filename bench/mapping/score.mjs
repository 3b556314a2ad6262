/**
 * Scores predicted columns against labelled ones. A label has `accepted` (every right answer) and `optional` (no
 * match is right too); another property than an accepted one is wrong, and a missed one that is not optional counts.
 */
export function score(results) {
  const sum = {
    files: 0,
    columns: 0,
    tp: 0,
    fp: 0,
    fn: 0,
    right: 0,
    perfect: 0,
    ids: 0,
    idsFound: 0,
    dates: 0,
    datesRight: 0,
  }
  const confidences = []
  const errors = []
  for (const { file, columns, dateFormat } of results) {
    let wrong = 0
    for (const [index, label] of file.labels.columns.entries()) {
      const predicted = columns[index]
      const hit = predicted && label.accepted.find((other) => isSame(other, predicted))
      sum.columns += 1
      if (predicted) confidences.push([predicted.confidence, Boolean(hit)])
      if (hit) sum.tp += 1
      else if (predicted) sum.fp += 1
      if (!hit && label.accepted.length > 0 && !label.optional) sum.fn += 1
      const isRight = hit || (!predicted && (label.accepted.length === 0 || label.optional))
      if (isRight) sum.right += 1
      else {
        wrong += 1
        errors.push({ file: file.fileName, index, header: label.header, predicted, label })
      }
      if (!label.optional && label.accepted[0] && label.accepted[0].columnType !== 'STANDARD') {
        sum.ids += 1
        if (hit && predicted.columnType === hit.columnType) sum.idsFound += 1
      }
    }
    sum.files += 1
    if (wrong === 0) sum.perfect += 1
    if (file.labels.dateFormat.length > 0) {
      sum.dates += 1
      if (file.labels.dateFormat.includes(dateFormat)) sum.datesRight += 1
    }
  }
  return { ...figures(sum, confidences), errors }
}

const isSame = (one, other) => one.objectTypeId === other.objectTypeId && one.propertyName === other.propertyName

function figures(sum, confidences) {
  const sure = confidences.filter(([confidence]) => confidence >= 0.9)
  return {
    files: sum.files,
    columns: sum.columns,
    precision: sum.tp / (sum.tp + sum.fp),
    recall: sum.tp / (sum.tp + sum.fn),
    f1: (2 * sum.tp) / (2 * sum.tp + sum.fp + sum.fn),
    accuracy: sum.right / sum.columns,
    filesRight: sum.perfect / sum.files,
    identifiers: sum.ids === 0 ? null : sum.idsFound / sum.ids,
    dateFormat: sum.dates === 0 ? null : sum.datesRight / sum.dates,
    ece: calibrationError(confidences),
    sureRight: sure.length === 0 ? null : sure.filter(([, right]) => right).length / sure.length,
    sureShare: sure.length / Math.max(1, confidences.length),
    counts: { tp: sum.tp, fp: sum.fp, fn: sum.fn },
  }
}

function calibrationError(confidences) {
  const bins = Array.from({ length: 10 }, () => ({ sum: 0, right: 0 }))
  for (const [confidence, right] of confidences) {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))]
    bin.sum += confidence
    bin.right += right ? 1 : 0
  }
  return bins.reduce((error, bin) => error + Math.abs(bin.right - bin.sum), 0) / Math.max(1, confidences.length)
}
