import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Sqlite } from '../sqlite.ts'
import { numberOf, textOf } from './database.ts'
import { ALL_SCOPES } from './scopes.ts'

const app = z.object({
  appId: z.number(),
  kind: z.enum(['private', 'oauth']),
  name: z.string(),
  scopes: z.array(z.string()),
  /** Private apps only: the token that does not expire. */
  accessToken: z.string().nullable(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
})

/** One connected app. An import is visible only to the app that started it. */
export type App = z.infer<typeof app>

export type Access = { found: 'app'; app: App } | { found: 'expired'; expiredAt: number } | { found: 'nothing' }

export interface IssuedToken {
  accessToken: string
  expiresInSeconds: number
}

export interface Apps {
  byToken(token: string): Access
  byClientId(clientId: string): App | undefined
  byRefreshToken(refreshToken: string): App | undefined
  /** What an OAuth access token is still good for. */
  secondsLeft(token: string): number
  issueToken(app: App): IssuedToken
  /** Ends an access token, or a refresh token until the sandbox ends. */
  revoke(token: string): void
  /** The oldest app of this kind. */
  first(kind: App['kind']): App | undefined
  add(app: { kind: App['kind']; name: string; scopes?: readonly string[] | undefined }): App
  /** Every OAuth access token given out until now is expired. */
  expireTokens(): void
}

export const TOKEN_LIFETIME_SECONDS = 1800

/** Tokens given out are forgotten when the sandbox ends; the oldest are forgotten after this many. */
const MAX_ISSUED = 1000

export function createApps(database: Sqlite, now: () => number): Apps {
  const known = database
    .prepare('SELECT app FROM apps ORDER BY id')
    .all()
    .map((row) => app.parse(JSON.parse(textOf(row.app))))
  const insert = database.prepare('INSERT INTO apps VALUES (?, ?)')
  const revoked = new Set<string>()
  const issued = new Map<string, { app: App; expiresAt: number }>()
  return {
    byToken(token) {
      const owner = known.find((one) => one.accessToken === token)
      if (owner !== undefined) return { found: 'app', app: owner }
      const given = issued.get(token)
      if (given === undefined) return { found: 'nothing' }
      return given.expiresAt > now()
        ? { found: 'app', app: given.app }
        : { found: 'expired', expiredAt: given.expiresAt }
    },
    byClientId: (clientId) => known.find((one) => one.clientId === clientId),
    byRefreshToken: (token) =>
      known.find((one) => one.kind === 'oauth' && one.refreshToken === token && !revoked.has(token)),
    secondsLeft: (token) => Math.max(0, Math.floor(((issued.get(token)?.expiresAt ?? 0) - now()) / 1000)),
    issueToken(owner) {
      const accessToken = `sandbox-access-${randomBytes(32).toString('base64url')}`
      issued.set(accessToken, { app: owner, expiresAt: now() + TOKEN_LIFETIME_SECONDS * 1000 })
      for (const oldest of [...issued.keys()].slice(0, issued.size - MAX_ISSUED)) issued.delete(oldest)
      return { accessToken, expiresInSeconds: TOKEN_LIFETIME_SECONDS }
    },
    revoke: (token) => {
      issued.delete(token)
      if (known.some((one) => one.refreshToken === token)) revoked.add(token)
    },
    first: (kind) => known.find((one) => one.kind === kind),
    add({ kind, name, scopes = ALL_SCOPES }) {
      const last = numberOf(database.query('SELECT coalesce(max(id), 1000000) AS id FROM apps')[0]?.id)
      const added = newApp(last + 1, kind, name, scopes)
      insert.run(added.appId, JSON.stringify(added))
      known.push(added)
      return added
    },
    expireTokens() {
      for (const token of issued.values()) token.expiresAt = Math.min(token.expiresAt, now())
    },
  }
}

function newApp(appId: number, kind: App['kind'], name: string, scopes: readonly string[]): App {
  return {
    appId,
    kind,
    name,
    scopes: [...scopes],
    accessToken: kind === 'private' ? `pat-sandbox-${randomUUID()}` : null,
    clientId: randomUUID(),
    clientSecret: randomUUID(),
    refreshToken: `sandbox-refresh-${randomBytes(24).toString('base64url')}`,
  }
}
