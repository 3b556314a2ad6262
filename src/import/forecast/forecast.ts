import { z } from 'zod'

const sample = z.object({
  /** Of the source file. */
  line: z.number(),
  columnName: z.string(),
  before: z.string(),
  after: z.string(),
})

const objectForecast = z.object({
  objectType: z.string(),
  created: z.number().describe('Records, not rows'),
  updated: z.number().describe('Existing records that get another value'),
  unchanged: z.number().describe('Existing records that have every value of the file already'),
  valuesOverwritten: z.number().describe('Values of existing records that another value replaces'),
  samples: z.array(sample),
})

/** What an import would do to the account's records. Empty cells erase nothing. */
export const forecast = z.object({
  summary: z.string().describe('For a person'),
  objects: z.array(objectForecast),
  newMarketingContacts: z.number().optional().describe('Contacts that become marketing contacts, which can be billed'),
  notLookedUp: z.array(z.string()).describe('What was not looked up, and why'),
})

export type Forecast = z.infer<typeof forecast>
export type ObjectForecast = z.infer<typeof objectForecast>
