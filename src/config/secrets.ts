import querystring from 'node:querystring'
import type { Credentials, HubSpotSettings } from '../hubspot/settings.ts'

/** Everything in the settings that no log line and no answer may hold. */
export function secretsOf({ credentials, proxy, extraHeaders, tls }: HubSpotSettings): readonly string[] {
  return [
    ...secretsOfCredentials(credentials),
    ...Object.values(extraHeaders),
    ...[tls?.key, tls?.keyPassword].filter((secret) => secret !== undefined),
    ...(proxy === undefined ? [] : proxySecrets(proxy)),
  ]
}

function secretsOfCredentials(credentials: Credentials): string[] {
  if (credentials.kind === 'access-token') return [credentials.token]
  if (credentials.kind === 'private-app-legacy') return [credentials.key]
  if (credentials.kind === 'oauth') return [credentials.clientSecret, credentials.refreshToken]
  return []
}

function proxySecrets(proxy: string): string[] {
  const { username, password } = new URL(proxy)
  if (password === '') return []
  const plain = querystring.unescape(password)
  return [password, plain, Buffer.from(`${querystring.unescape(username)}:${plain}`).toString('base64')]
}
