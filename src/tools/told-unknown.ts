import type { Finding } from '../import/finding.ts'
import { tellOptions } from '../import/preflight/option-text.ts'
import { safeText } from '../safe-text.ts'

const SHORT = 48
const USUAL_VALUES = 5

/** `Kunde (12)`: the texts of a finding that stand for nothing HubSpot knows, all of them where `isFull`. */
export function tellUnknown({ unknown }: Finding, isFull: boolean): { values?: string[]; valuesLeftOut?: number } {
  if (unknown === undefined) return {}
  const { values, valuesLeftOut } = unknown
  const shown = isFull ? values : values.slice(0, USUAL_VALUES)
  const leftOut = valuesLeftOut + values.length - shown.length
  return {
    values: shown.map(({ value, count }) => `${isFull ? value : safeText(value, SHORT)} (${count})`),
    ...(leftOut > 0 && { valuesLeftOut: leftOut }),
  }
}

/** How somebody says what they mean, before the usual fix. */
export function tellMeaning({ unknown, columnIndex, fix }: Finding): string {
  if (unknown === undefined) return fix
  const { choices, choicesLeftOut, file } = unknown
  const place = { column: columnIndex, ...(file !== undefined && { file }) }
  const change = { repair: 'replace_values', ...place, values: { '…': '…' } }
  const choice = choices.length === 0 ? '' : `, with one of: ${tellOptions(choices, choicesLeftOut)}`
  return `Say what each of the values means: revise_mapping repairs [${JSON.stringify(change)}]${choice}. Otherwise: ${fix}`
}
