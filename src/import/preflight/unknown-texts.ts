import { isOwnerProperty } from '../../hubspot/property.ts'
import { safeText } from '../../safe-text.ts'
import type { Definitions } from '../definitions.ts'
import { optionsOfValues } from '../repair.ts'
import { definitionOf, type MappedColumn } from './column-kind.ts'
import type { FileContext } from './file-context.ts'
import { type OptionList, optionParts } from './option-list.ts'
import { createValueTally, type ValueTally } from './value-tally.ts'

/** Faults of a text that stands for something else in HubSpot, where its options are not known here. */
const OF_NAMES = new Set([
  'COULD_NOT_FIND_OWNER',
  'MULTIPLE_OWNERS_FOUND',
  'COULD_NOT_FIND_BUSINESS_UNIT',
  'INVALID_ENUMERATION_OPTION',
])

/** What in a faulty cell somebody would have to say the meaning of; none in a column whose values stand for themselves. */
export interface UnknownTexts {
  of(fault: string, text: string): string[]
  newTally(): ValueTally
}

const MOST_CHOICES = 200

export function unknownTexts(column: MappedColumn, { plan, file, definitions }: FileContext): UnknownTexts {
  const options = optionsOfValues(column, definitions)
  return {
    of(fault, text) {
      if (options === null) return OF_NAMES.has(fault) ? [text] : []
      const parts = options.several ? optionParts(text) : [text]
      return parts.filter((part) => typeof options.read(part) !== 'object')
    },
    newTally() {
      const choices = (options?.options ?? ownersOf(column, definitions)).filter(({ hidden }) => hidden !== true)
      return createValueTally({
        choices: choices
          .slice(0, MOST_CHOICES)
          .map(({ value, label }) => ({ value: safeText(value), label: safeText(label) })),
        choicesLeftOut: Math.max(0, choices.length - MOST_CHOICES),
        ...(plan.files.length > 1 && { file: plan.files.indexOf(file) }),
      })
    },
  }
}

/** By e-mail address: names may be those of two. */
function ownersOf(column: MappedColumn, definitions: Definitions): OptionList['options'] {
  const { owners } = definitions
  const definition = definitionOf(column, definitions)
  if (owners === null || definition === undefined || !isOwnerProperty(definition)) return []
  return owners.map(({ email, firstName, lastName }) => ({
    value: email,
    label: `${firstName} ${lastName}`.trim() || email,
  }))
}
