import { safeText } from '../../safe-text.ts'
import { isSuspicious } from '../../suspicious-text.ts'

const LONGEST = 60
const MOST_CHARACTERS = 400

interface Option {
  label: string
  value: string
  hidden?: boolean
}

/**
 * `lead, customer (Kunde)`: internal values, with the label where it says more; those that can be chosen in HubSpot, and
 * none that reads like an instruction.
 */
export function tellOptions(options: readonly Option[], leftOut = 0): string {
  const offered = options.filter(({ hidden }) => hidden !== true)
  const told = offered.map(tellOption).filter((text) => !isSuspicious(text))
  const shown = told.slice(0, roomFor(told))
  const more = offered.length - shown.length + leftOut
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

/** How many there is room for; at least one. */
function roomFor(texts: readonly string[]): number {
  let used = 0
  const end = texts.findIndex((text, place) => {
    used += text.length + SEPARATOR
    return place > 0 && used > MOST_CHARACTERS
  })
  return end < 0 ? texts.length : end
}

const SEPARATOR = 2

function tellOption({ label, value }: Option): string {
  const isSame = lettersOf(label) === lettersOf(value)
  return safeText(isSame ? value : `${value} (${label})`, LONGEST)
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
