import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** An authorization server of the machine: its metadata, its keys, and tokens of every kind. */
export interface Issuer {
  url: string
  /** Addresses that were read, oldest first. */
  asked: string[]
  /** Whether it answers. */
  up: boolean
  /** A token as it should be, with these claims and header fields changed. */
  token(claims?: JWTPayload, header?: Record<string, string>): Promise<string>
  /** Of another key that nobody published. */
  strangersToken(header?: Record<string, string>): Promise<string>
  /** So too, and its header holds the key that its signature fits. */
  withOwnKey(): Promise<string>
  /** Claims as they should be, without a signature that fits; the header names this algorithm, 'none' by default. */
  unsigned(alg?: string): string
  /** Signed with HS256 and the public key as the secret. */
  signedWithPublicKey(): Promise<string>
  /** From now on there is another key. */
  rotate(): Promise<void>
  close(): Promise<void>
}

export async function startIssuer(audience: string): Promise<Issuer> {
  let key = await newKey('first')
  const stranger = await newKey('first')
  const asked: string[] = []
  const issuer = { up: true, asked }
  const server = createServer(async (req, res) => {
    issuer.asked.push(req.url ?? '')
    const answers: Record<string, () => unknown> = {
      '/.well-known/openid-configuration/team': () => ({ issuer: url, jwks_uri: `${url}/keys` }),
      '/team/keys': async () => ({ keys: [{ ...(await exportJWK(key.publicKey)), kid: key.kid, alg: 'RS256' }] }),
    }
    const answer = answers[req.url ?? '']
    if (!issuer.up || answer === undefined) res.writeHead(issuer.up ? 404 : 500).end()
    else res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await answer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(server.address())}/team`
  const claims = (changed: JWTPayload = {}): JWTPayload => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: url, aud: audience, sub: 'ann', iat: now, exp: now + 600, scope: 'imports:read imports:plan' }
    return { ...usual, ...changed }
  }
  const sign = (with_: Key, changed: JWTPayload, header: Record<string, string>) =>
    new SignJWT(claims(changed)).setProtectedHeader({ alg: 'RS256', kid: with_.kid, ...header }).sign(with_.privateKey)
  return Object.assign(issuer, {
    url,
    token: (changed: JWTPayload = {}, header: Record<string, string> = {}) => sign(key, changed, header),
    strangersToken: async (header: Record<string, string> = {}) => sign(stranger, {}, header),
    withOwnKey: async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(stranger.publicKey) })
        .sign(stranger.privateKey),
    unsigned: (alg = 'none') =>
      `${[{ alg, kid: key.kid }, claims()].map(encoded).join('.')}.${alg === 'none' ? '' : encoded('signature')}`,
    signedWithPublicKey: async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(Buffer.from(await exportSPKI(key.publicKey))),
    async rotate() {
      key = await newKey('second')
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}

interface Key {
  kid: string
  publicKey: CryptoKey
  privateKey: CryptoKey
}

const newKey = async (kid: string): Promise<Key> => ({
  kid,
  ...(await generateKeyPair('RS256', { extractable: true })),
})

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === 'object' ? (address?.port ?? 0) : 0
