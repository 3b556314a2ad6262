import { z } from 'zod'

/** What HubSpot documents of a text beyond its being one. Other texts pass: HubSpot adds new ones. */
interface Documented {
  what: string
  is: (text: string) => boolean
}

export const documentedTexts = z.registry<Documented>()

/** The same schema, of which these values are documented. */
export function documented(what: string, is: Documented['is']) {
  return z.string().register(documentedTexts, { what, is })
}

export const documentedId = () => documented('an id', (text) => /^\d{1,20}$/.test(text))

export const documentedTime = () => documented('a time', (text) => !Number.isNaN(Date.parse(text)))

export function documentedAs(what: string, values: readonly string[]) {
  return documented(what, (text) => values.includes(text))
}

export const documentedCategory = () =>
  documentedAs('a category of association types', ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'])
