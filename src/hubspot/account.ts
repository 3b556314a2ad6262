import { z } from 'zod'
import { lenient } from './lenient.ts'

/** `GET /account-info/v3/details`. */
export const accountDetails = z.looseObject({
  portalId: z.number(),
  accountType: lenient(z.string()),
  timeZone: lenient(z.string()),
  companyCurrency: lenient(z.string()),
  utcOffset: lenient(z.string()),
  utcOffsetMilliseconds: lenient(z.number()),
  uiDomain: lenient(z.string()),
  dataHostingLocation: lenient(z.string()),
})

export type AccountDetails = z.infer<typeof accountDetails>

/** What the credentials may do. Never holds the token. */
export interface TokenInfo {
  kind: 'oauth' | 'private-app'
  portalId: number
  appId: number | null
  userId: number | null
  scopes: string[]
}

/** As the last answers told it; null where no answer told it yet (OAuth apps get no daily figures). */
export interface RateLimit {
  max: number | null
  remaining: number | null
  intervalMs: number | null
  dailyMax: number | null
  dailyRemaining: number | null
}
