import { z } from 'zod'

/** `GET /account-info/v3/details`. */
export const accountDetails = z.looseObject({
  portalId: z.number(),
  accountType: z.string().optional(),
  timeZone: z.string().optional(),
  companyCurrency: z.string().nullish(),
  utcOffset: z.string().optional(),
  utcOffsetMilliseconds: z.number().optional(),
  uiDomain: z.string().optional(),
  dataHostingLocation: z.string().optional(),
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
