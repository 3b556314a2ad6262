const SHARE = 0.15

/**
 * A copy of a file in which every seventh word of the headers is one that no table knows: how headers look to the
 * program in a vocabulary it was not made for. The same seed gives the same words.
 */
export function garbled(file, seed) {
  const { table } = file
  if (!table.dialect.hasHeader) return file
  const random = randomFrom(`${seed} ${file.fileName}`)
  const foreign = new Map()
  const foreignFor = (word) => {
    if (!foreign.has(word)) foreign.set(word, random() < SHARE ? invented(random) : word)
    return foreign.get(word)
  }
  const columns = table.columns.map(({ index, columnName }) => ({
    index,
    columnName: columnName.replace(/\p{L}\p{M}*(?:\p{Ll}|\p{M})+|\p{Lu}+|\p{Lo}+/gu, (word) =>
      word.length < 3 ? word : foreignFor(word),
    ),
  }))
  return { ...file, table: { ...table, columns } }
}

const LETTERS = 'bdfgklmprtvz'

function invented(random) {
  const letter = () => LETTERS[Math.floor(random() * LETTERS.length)]
  return `Q${letter()}${letter()}x${letter()}${letter()}q`
}

/** Mulberry32 over a hash of the text. */
function randomFrom(text) {
  let state = [...text].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 16777619), 2166136261)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
