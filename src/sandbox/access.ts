import type { IncomingHttpHeaders } from 'node:http'
import type { App, Apps } from './apps.ts'
import { Refusal } from './refusal.ts'

/** @throws Refusal 401 */
export function authenticate(headers: IncomingHttpHeaders, apps: Apps, now: number): App {
  const token = tokenOf(headers)
  const access = token === undefined ? undefined : apps.byToken(token)
  if (access?.found === 'app') return access.app
  if (access?.found === 'expired') throw expired(access.expiredAt, now)
  throw new Refusal(401, {
    message: 'Authentication credentials not found or not valid: send Authorization: Bearer with the access token.',
    category: 'INVALID_AUTHENTICATION',
  })
}

/** @throws Refusal 403 unless the app has one of the scopes. */
export function checkScopes(app: App, anyOf: readonly string[]): void {
  if (anyOf.length === 0 || anyOf.some((scope) => app.scopes.includes(scope))) return
  throw new Refusal(403, {
    message: 'This app has not been granted the scopes that this call requires.',
    category: 'MISSING_SCOPES',
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [...anyOf] } },
    ],
  })
}

export const expired = (expiredAt: number, now: number): Refusal =>
  new Refusal(401, {
    message: `The OAuth token used to make this call expired ${Math.max(0, Math.floor((now - expiredAt) / 1000))} second(s) ago.`,
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': [new Date(expiredAt).toISOString()] },
  })

/** `private-app-legacy` is what the older Ballerina client sends for a private app. */
function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const legacy = headers['private-app-legacy']
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return bearer ?? (typeof legacy === 'string' ? legacy : undefined)
}
