import type { Clock } from '../../clock.ts'
import type { HttpConfig } from '../../config/http-config.ts'
import type { Log } from '../../log.ts'
import { type Authentication, createAuthentication } from './authentication.ts'
import { openStaticTokens } from './static-tokens.ts'

interface OpenOptions {
  accountNames: ReadonlySet<string>
  clock: Clock
  log: Log
  /** Between two readings of the issuer's keys. */
  coolDownMs?: number
}

/** What the settings ask of callers. @throws UsageError file_unreadable, invalid_arguments: the token file */
export async function openAuthentication(config: HttpConfig, options: OpenOptions): Promise<Authentication> {
  const { tokensFile, oauth } = config
  const { clock, log, accountNames, coolDownMs } = options
  return createAuthentication(config, {
    log,
    ...(tokensFile !== undefined && { staticTokens: await openStaticTokens(tokensFile, options) }),
    ...(oauth !== undefined && {
      oauthTokens: (await import('./oauth.ts')).createOAuthTokens(oauth, {
        now: clock.now,
        accountNames,
        coolDownMs,
        log,
      }),
    }),
  })
}
