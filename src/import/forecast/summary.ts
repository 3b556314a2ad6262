import type { ObjectType } from '../../hubspot/object-types.ts'
import type { ObjectForecast } from './forecast.ts'

export type CountedObject = Omit<ObjectForecast, 'objectType'> & { objectTypeId: string; rowsNotLookedUp: number }

interface Outlook {
  rows: number
  rowsLookedUp: number
  rowsLost: number
  objects: readonly CountedObject[]
  newMarketingContacts: number | undefined
  notLookedUp: readonly string[]
}

/** The forecast in one paragraph, for somebody who knows neither the file nor HubSpot's error types. */
export function summaryOf(outlook: Outlook, objectTypes: readonly ObjectType[]): string {
  const { rows, rowsLookedUp, rowsLost, objects, newMarketingContacts: marketing, notLookedUp } = outlook
  if (objects.length === 0) return `There is no forecast. ${notLookedUp.join(' ')}`
  const told = objects.map((one) => objectText(one, nounOf(one.objectTypeId, objectTypes)))
  const isWhole = rowsLookedUp === rows
  const subject = isWhole
    ? byNumber(rows, 'The only row will', `The ${spelled(rows)} rows`)
    : `Of ${spelled(rows)} rows the first ${spelled(rowsLookedUp)}`
  const sentences = [
    `${subject} ${told.join(byNumber(rows, '; it will ', '; they '))}.`,
    rowsLost === 0
      ? ''
      : `${byNumber(rowsLost, '1 row is', `${spelled(rowsLost)} rows are`)} lost, as the findings say.`,
    'Empty cells erase nothing.',
    marketing === undefined || marketing === 0 ? '' : marketingText(marketing),
    ...notLookedUp,
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

type Noun = (count: number) => string

/** `contact`, `contacts`: as HubSpot calls the object. */
function nounOf(objectTypeId: string, objectTypes: readonly ObjectType[]): Noun {
  const type = objectTypes.find((one) => one.objectTypeId === objectTypeId)
  if (type === undefined) return (count) => byNumber(count, `record of ${objectTypeId}`, `records of ${objectTypeId}`)
  return (count) => byNumber(count, type.singular, type.plural).toLowerCase()
}

function objectText({ created, updated, unchanged, valuesOverwritten }: CountedObject, noun: Noun): string {
  const overwritten = byNumber(valuesOverwritten, '1 value is', `${spelled(valuesOverwritten)} values are`)
  const parts = [
    created === 0 ? '' : `make ${spelled(created)} new ${noun(created)}`,
    updated === 0 ? '' : `change ${spelled(updated)} existing ${noun(updated)} (${overwritten} overwritten)`,
    unchanged === 0
      ? ''
      : `leave ${spelled(unchanged)} ${noun(unchanged)} as ${byNumber(unchanged, 'it is', 'they are')}`,
  ].filter((part) => part !== '')
  if (parts.length === 0) return `make and change no ${noun(0)}`
  const last = parts.at(-1) ?? ''
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

const marketingText = (count: number): string =>
  `${byNumber(count, '1 contact becomes a marketing contact', `${spelled(count)} contacts become marketing contacts`)}, which HubSpot can bill.`

const byNumber = (count: number, one: string, several: string): string => (count === 1 ? one : several)

const spelled = (count: number): string => count.toLocaleString('en-US')
