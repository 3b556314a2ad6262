import type { Property } from '../../hubspot/property.ts'
import { ownCopy } from './own-copy.ts'
import { withoutPlainSpace } from './plain-space.ts'

export type OptionFault = 'INVALID_ENUMERATION_OPTION' | 'AMBIGUOUS_ENUMERATION_OPTION'

/** What a text names in a choice property: an internal value, several options at once, or nothing. */
export type OptionReading = { value: string } | 'ambiguous' | 'unknown'

export interface OptionList {
  /** Whether a cell may hold several values, separated by semicolons. */
  several: boolean
  options: readonly { label: string; value: string; hidden?: boolean }[]
  /** Label or internal value, letter by letter: HubSpot documents nothing more lenient. */
  read(text: string): OptionReading
}

/** null: the options are not known (kept outside HubSpot, or not in the built-in catalogue), so cells are not checked. */
export function optionList(definition: Property): OptionList | null {
  if (definition.type === 'bool') return booleanOptions(definition)
  if (definition.type !== 'enumeration' || definition.externalOptions === true) return null
  if (definition.options.length === 0) return null
  const byText = textsOf(definition.options)
  return {
    several: definition.fieldType === 'checkbox',
    options: definition.options,
    read: (text) => byText.get(text) ?? 'unknown',
  }
}

/** Cells repeat: the answer for this many different ones is kept. */
const REMEMBERED = 5_000

/** The check of a column: like optionFault, but each text is taken apart once. */
export function optionCheckOf(list: OptionList): (cell: string) => OptionFault | null {
  const known = new Map<string, OptionFault | null>()
  return (cell) => {
    const before = known.get(cell)
    if (before !== undefined) return before
    const fault = optionFault(cell, list)
    if (known.size < REMEMBERED) known.set(ownCopy(cell), fault)
    return fault
  }
}

export function optionFault(cell: string, list: OptionList): OptionFault | null {
  if (!list.several || !cell.includes(';')) return faultOf(list.read(cell))
  const parts = optionParts(cell)
  if (parts.length === 0) return 'INVALID_ENUMERATION_OPTION'
  return parts.map((part) => faultOf(list.read(part))).find((fault) => fault !== null) ?? null
}

/** The values of a cell with several; empty ones, as from a leading semicolon, do not count. */
export const optionParts = (cell: string): string[] =>
  cell
    .split(';')
    .map(withoutPlainSpace)
    .filter((part) => part !== '')

function faultOf(reading: OptionReading): OptionFault | null {
  if (reading === 'unknown') return 'INVALID_ENUMERATION_OPTION'
  return reading === 'ambiguous' ? 'AMBIGUOUS_ENUMERATION_OPTION' : null
}

function textsOf(options: readonly { label: string; value: string }[]): Map<string, OptionReading> {
  const byText = new Map<string, OptionReading>()
  for (const { label, value } of options) {
    for (const text of new Set([withoutPlainSpace(value), withoutPlainSpace(label)])) {
      const known = byText.get(text)
      const same = known === undefined || (typeof known === 'object' && known.value === value)
      byText.set(text, same ? { value } : 'ambiguous')
    }
  }
  return byText
}

/**
 * HubSpot's help names true, yes, false and no (knowledge.hubspot.com/crm-setup/import-data-to-checkbox-properties).
 * That 1 and 0 are taken is not said there.
 */
const BOOLEANS = new Map<string, OptionReading>([
  ...['true', 'yes', '1'].map((text) => [text, { value: 'true' }] as const),
  ...['false', 'no', '0'].map((text) => [text, { value: 'false' }] as const),
])

function booleanOptions(definition: Property): OptionList {
  const byLabel = textsOf(definition.options)
  const options = definition.options.length > 0 ? definition.options : [TRUE, FALSE]
  return { several: false, options, read: (text) => BOOLEANS.get(text.toLowerCase()) ?? byLabel.get(text) ?? 'unknown' }
}

const TRUE = { label: 'Yes', value: 'true' }
const FALSE = { label: 'No', value: 'false' }
