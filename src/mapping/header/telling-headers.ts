/** The headers with '' for those that only count: Field1, Field2, …; A, B, C; "Unnamed: 0". Their values have to tell. */
export function tellingHeaders(headers: readonly string[]): readonly string[] {
  if (headers.length >= MIN_COUNTED && (areNumbered(headers) || areLetters(headers))) return headers.map(() => '')
  return headers.map((header) => (NAMED_BY_A_PROGRAM.test(header) ? '' : header))
}

/** Two columns "Phone 1" and "Phone 2" are a list of phones. */
const MIN_COUNTED = 3

/** "Unnamed: 0" of pandas, "Column1" and its translations of Excel's tables, "_c0" of Spark. */
const NAMED_BY_A_PROGRAM = /^(?:unnamed: ?\d+(?:_level_\d+)?|(?:column|spalte|colonne|columna|kolom|coluna)\d+|_c\d+)$/i

const NUMBERED = /^(.*?)[\s_.:#-]*(\d+)$/

/** One word for all columns, and another number for each. */
function areNumbered(headers: readonly string[]): boolean {
  const parts = headers.map((header) => NUMBERED.exec(header.trim()))
  const stems = new Set(parts.map((part) => part?.[1]?.toLowerCase()))
  return stems.size === 1 && !stems.has(undefined) && new Set(parts.map((part) => part?.[2])).size === headers.length
}

const areLetters = (headers: readonly string[]): boolean =>
  headers.every((header, at) => header.trim().toUpperCase() === String.fromCharCode(FIRST_LETTER + at))

const FIRST_LETTER = 65
