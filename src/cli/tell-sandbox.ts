import type { Sandbox } from '../sandbox/sandbox.ts'
import { shellText } from './shell-text.ts'

/** Where a sandbox is, and how one connects to it. `script`: this program. */
export function tellSandbox(
  { url, portalId, accessToken, oauth }: Pick<Sandbox, 'url' | 'portalId' | 'accessToken' | 'oauth'>,
  script: string,
): string {
  return [
    `A local HubSpot (portal ${portalId}) at ${url}`,
    '',
    'For any HubSpot client: base URL and access token as below. For this server:',
    `  HUBSPOT_BASE_URL=${url} HUBSPOT_ACCESS_TOKEN=${accessToken} node ${shellText(script)}`,
    'Its OAuth app:',
    `  HUBSPOT_CLIENT_ID=${oauth.clientId} HUBSPOT_CLIENT_SECRET=${oauth.clientSecret} HUBSPOT_REFRESH_TOKEN=${oauth.refreshToken}`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}

/** What is left of it after its end. */
export function tellSandboxEnd(dataDir: string | undefined): string {
  const kept = dataDir === undefined ? 'gone: they were in memory only (--data DIR keeps them)' : `kept in ${dataDir}`
  return `Stopped. The records are ${kept}.\n`
}
