import type { IncomingMessage, ServerResponse } from 'node:http'
import { getOAuthProtectedResourceMetadataUrl } from '@modelcontextprotocol/server'
import type { OAuthConfig } from '../../config/http-config.ts'
import { SCOPES } from '../../principal.ts'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Where a client learns who issues tokens for this server (RFC 9728). */
export const metadataUrl = ({ audience }: OAuthConfig): string =>
  getOAuthProtectedResourceMetadataUrl(new URL(audience))

/** Answers at the root and with the path of /mcp, also where a proxy serves it below another path. */
export function answerMetadata(req: IncomingMessage, res: ServerResponse, oauth: OAuthConfig | undefined): boolean {
  const [path = ''] = (req.url ?? '').split('?')
  if (oauth === undefined || !pathsOf(oauth).includes(path)) return false
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD' }).end()
    return true
  }
  const body = JSON.stringify({
    resource: oauth.audience,
    authorization_servers: [oauth.issuer],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: 'hubspot-import-mcp',
  })
  res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=300' }).end(body)
  return true
}

function pathsOf({ audience }: OAuthConfig): string[] {
  const { pathname } = new URL(audience)
  return [WELL_KNOWN, `${WELL_KNOWN}/mcp`, `${WELL_KNOWN}${pathname.replace(/\/$/, '')}`]
}
