import type { Principal } from '../../principal.ts'

/** Between the clocks of the issuer and of this machine. */
export const CLOCK_TOLERANCE_SECONDS = 30

export interface VerifiedToken {
  principal: Principal
  /** Seconds since 1970. */
  expiresAt: number
}

export interface OAuthTokens {
  /** undefined: not an access token of the issuer for this server. @throws IssuerUnavailable */
  verify(token: string): Promise<VerifiedToken | undefined>
}

/** The issuer's keys cannot be read, so it is not known whether a token is right. */
export class IssuerUnavailable extends Error {
  constructor(issuer: string, cause: unknown) {
    super(`The keys of ${issuer} cannot be read`, { cause })
    this.name = 'IssuerUnavailable'
  }
}
