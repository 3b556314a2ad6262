/** What general tools make of the same headers: the label of a property that is equal, or most alike. */
export async function baselines(schema) {
  const labels = [...schema.properties].flatMap(([objectTypeId, properties]) =>
    properties
      .filter((property) => property.calculated !== true && property.modificationMetadata?.readOnlyValue !== true)
      .map(({ name, label }) => ({ objectTypeId, propertyName: name, label })),
  )
  const found = [['exact label', exactLabel(labels)]]
  const fuse = await installed('fuse.js')
  if (fuse !== null) found.push(['fuse.js', fuseLabel(labels, fuse.default)])
  const fuzzball = await installed('fuzzball')
  if (fuzzball !== null) found.push(['fuzzball', fuzzballLabel(labels, fuzzball)])
  return found
}

const IDENTIFIERS = new Set(['0-1 email', '0-2 domain'])

/** Each property once, the surest first. */
export function baselineColumns(file, match) {
  const guesses = file.table.columns
    .map(({ index, columnName }) => ({ index, guess: columnName.trim() === '' ? null : match(columnName) }))
    .filter(({ guess }) => guess !== null)
    .sort((one, other) => other.guess.confidence - one.guess.confidence)
  const columns = file.table.columns.map(() => null)
  const taken = new Set()
  for (const { index, guess } of guesses) {
    const key = `${guess.objectTypeId} ${guess.propertyName}`
    if (taken.has(key)) continue
    taken.add(key)
    columns[index] = { ...guess, columnType: IDENTIFIERS.has(key) ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD' }
  }
  return columns
}

const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

function exactLabel(labels) {
  const byKey = new Map()
  for (const label of labels.toReversed()) {
    byKey.set(plain(label.label), label)
    byKey.set(plain(label.propertyName), label)
  }
  return (header) => {
    const label = byKey.get(plain(header))
    return label === undefined ? null : { ...label, confidence: 1 }
  }
}

function fuseLabel(labels, Fuse) {
  const fuse = new Fuse(labels, {
    keys: ['label', 'propertyName'],
    includeScore: true,
    threshold: 0.3,
    ignoreLocation: true,
  })
  return (header) => {
    const [best] = fuse.search(header.slice(0, 64), { limit: 1 })
    return best === undefined ? null : { ...best.item, confidence: 1 - (best.score ?? 0) }
  }
}

function fuzzballLabel(labels, fuzzball) {
  const choices = labels.map(({ label }) => label)
  return (header) => {
    const [best] = fuzzball.extract(header, choices, { scorer: fuzzball.token_sort_ratio, limit: 1, cutoff: 85 })
    return best === undefined ? null : { ...labels[best[2]], confidence: best[1] / 100 }
  }
}

async function installed(name) {
  try {
    return await import(name)
  } catch {
    return null
  }
}
