import { unescapedText } from '../../safe-text.ts'
import { type OptionList, optionParts } from '../preflight/option-list.ts'
import type { CellRepair } from './cell-repair.ts'
import { trim } from './trim.ts'

/** A text of the file, and what is uploaded instead. */
export type Replacement = readonly [from: string, to: string]

/**
 * What somebody has said each text means. Spaces around a cell do not matter; case and the kind of a space only where two
 * texts differ in nothing else. A text may also be written as it was shown, with escapes for what nobody sees; one that is
 * written so in the file itself goes first. Where a cell may hold several options it is read as a whole first, then option by option.
 */
export function replaceValues(replacements: readonly Replacement[], options: OptionList | null): CellRepair {
  const shown = replacements.map(([from, to]) => [unescapedText(from), to] as const)
  const byText = new Map([...shown, ...replacements].map(([from, to]) => [trim(from), to]))
  const byLetters = new Map([...shown, ...replacements].map(([from, to]) => [lettersOf(from), to]))
  const meant = (text: string): string | undefined => byText.get(text) ?? byLetters.get(lettersOf(text))
  return (value) => {
    const text = trim(value)
    const whole = meant(text)
    if (whole !== undefined) return whole
    if (options?.several !== true || !text.includes(';')) return value
    const parts = optionParts(text)
    const said = parts.map((part) => meant(trim(part)) ?? part)
    if (said.every((part, place) => part === parts[place])) return value
    // A leading semicolon adds to what the record has.
    return `${text.startsWith(';') ? ';' : ''}${said.filter((part) => part !== '').join(';')}`
  }
}

const lettersOf = (text: string): string => trim(text).normalize('NFC').toLowerCase().replace(/\s+/g, ' ')
