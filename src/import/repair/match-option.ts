import { type OptionList, optionFault, optionParts } from '../preflight/option-list.ts'
import { isNearSpelling } from './near-spelling.ts'
import { simplified } from './simplified.ts'
import { trim } from './trim.ts'
import { type KnownOption, yesOrNo } from './yes-or-no.ts'

/**
 * A cell HubSpot would not take → internal values of the options it means: the same text but for case, spaces, accents
 * or punctuation, else the word of another language for yes or no, else the only option in near spelling. A cell with a
 * part that fits none or several stays as it is.
 */
export function matchOption(list: OptionList): (value: string) => string {
  const known = list.options.map(({ label, value }) => ({ value, texts: [simplified(label), simplified(value)] }))
  const meant = { list, known, words: yesOrNo(known) }
  return (value) => {
    const text = trim(value)
    if (text === '' || optionFault(text, list) === null) return value
    const parts = list.several ? optionParts(text) : [text]
    const values = parts.map((part) => meantValue(trim(part), meant))
    return values.some((found) => found === null) ? value : values.join(';')
  }
}

interface Meant {
  list: OptionList
  known: readonly KnownOption[]
  /** Of yes and no. */
  words: ReadonlyMap<string, string>
}

function meantValue(part: string, { list, known, words }: Meant): string | null {
  const exact = list.read(part)
  if (typeof exact === 'object') return part
  if (exact === 'ambiguous') return null
  const text = simplified(part)
  if (text === '') return null
  const joined = withoutSpaces(text)
  const same = known.filter(({ texts }) => texts.some((one) => withoutSpaces(one) === joined))
  if (same.length > 0) return onlyValue(same, list)
  const word = words.get(text)
  if (word !== undefined) return onlyValue([{ value: word, texts: [] }], list)
  return onlyValue(
    known.filter(({ texts }) => texts.some((candidate) => isNearSpelling(candidate, text))),
    list,
  )
}

/** The internal value, if there is one only and HubSpot takes it without doubt. */
function onlyValue(options: readonly KnownOption[], list: OptionList): string | null {
  const [value, ...others] = new Set(options.map((option) => option.value))
  if (value === undefined || others.length > 0 || (list.several && value.includes(';'))) return null
  return typeof list.read(value) === 'object' ? value : null
}

/** "realestate" is "Real estate", but 110 is not 1-10. */
const withoutSpaces = (text: string): string => (/\d/.test(text) ? text : text.replaceAll(' ', ''))
