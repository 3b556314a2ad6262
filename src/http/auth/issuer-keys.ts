import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { isLoopback } from '../../config/addresses.ts'

const TIMEOUT_MS = 5_000
/** Between two readings of the issuer, whether they failed or a token named a key that is not there. */
const COOL_DOWN_MS = 10_000
/** A key that the issuer has withdrawn is used no longer than this. */
const KEYS_MS = 10 * 60_000
const METADATA_MS = 60 * 60_000

export interface IssuerKeysOptions {
  now: () => number
  coolDownMs?: number
}

/** Keys of an authorization server, found through its metadata (RFC 8414, OpenID Connect Discovery) and kept for a while. */
export function createIssuerKeys(
  issuer: string,
  { now, coolDownMs = COOL_DOWN_MS }: IssuerKeysOptions,
): JWTVerifyGetKey {
  let current: { until: number; keys: Promise<JWTVerifyGetKey> } | undefined
  let known: Promise<JWTVerifyGetKey> | undefined
  const keysNow = () => {
    if (current !== undefined && current.until > now()) return current.keys
    const fresh = discoverKeys(issuer, coolDownMs)
    // Known keys serve on while the metadata is read again, and while it cannot be.
    const reading = { until: now() + METADATA_MS, keys: known ?? fresh }
    current = reading
    fresh.then(
      () => {
        known = fresh
        reading.keys = fresh
      },
      () => {
        reading.until = now() + coolDownMs
      },
    )
    return reading.keys
  }
  return async (header, token) => (await keysNow())(header, token)
}

async function discoverKeys(issuer: string, coolDownMs: number): Promise<JWTVerifyGetKey> {
  const { jwks_uri } = await readMetadata(issuer)
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: coolDownMs,
    cacheMaxAge: KEYS_MS,
  })
}

const metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url().refine(isPrivateWay, 'is not https') })

/** Keys that somebody on the way could change would let anybody in. */
function isPrivateWay(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

async function readMetadata(issuer: string): Promise<z.output<typeof metadata>> {
  for (const address of metadataAddresses(issuer)) {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!answer.ok) continue
    const found = metadata.parse(await answer.json())
    if (found.issuer === issuer) return found
    throw new Error(`${address} is the metadata of ${found.issuer}`)
  }
  throw new Error(`${issuer} has no metadata`)
}

/** In the order in which MCP clients look. */
function metadataAddresses(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ]
}
