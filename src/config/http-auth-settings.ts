import { z } from 'zod'
import { SCOPES } from '../principal.ts'
import { issuerUrl, publicUrl, resourceUrl } from './addresses.ts'
import { notEmpty, oneOf, setting, wholeNumber } from './setting.ts'

/** Who may call the HTTP server, and how often. */
export const httpAuthSettings = {
  tokensFile: setting(notEmpty().optional(), {
    flag: 'tokens',
    env: 'HUBSPOT_IMPORT_TOKENS',
    value: 'FILE',
    group: 'http',
    commands: ['http', 'token'],
    description:
      'JSON file of the tokens that may call the server; the command token adds one. Read again when it changes.',
  }),
  accountsFile: setting(notEmpty().optional(), {
    flag: 'accounts',
    env: 'HUBSPOT_IMPORT_ACCOUNTS',
    value: 'FILE',
    group: 'http',
    commands: ['http'],
    description: 'JSON file of named HubSpot accounts, with the names of the variables that hold their credentials.',
  }),
  oauthIssuer: setting(issuerUrl().optional(), {
    flag: 'oauth-issuer',
    env: 'HUBSPOT_IMPORT_OAUTH_ISSUER',
    value: 'URL',
    group: 'http',
    commands: ['http'],
    description: 'Authorization server whose access tokens are accepted, exactly as its tokens name it (iss).',
  }),
  oauthAudience: setting(resourceUrl().optional(), {
    flag: 'oauth-audience',
    env: 'HUBSPOT_IMPORT_OAUTH_AUDIENCE',
    value: 'URL',
    group: 'http',
    commands: ['http'],
    description: 'The address of /mcp as clients reach it; access tokens must be issued for it (aud).',
  }),
  oauthAccountClaim: setting(notEmpty().optional(), {
    flag: 'oauth-account-claim',
    env: 'HUBSPOT_IMPORT_OAUTH_ACCOUNT_CLAIM',
    value: 'NAME',
    group: 'http',
    commands: ['http'],
    description:
      'Claim of the access token that names the account of the accounts file. Without the claim a token is refused.',
  }),
  publicUrl: setting(publicUrl().optional(), {
    flag: 'public-url',
    env: 'HUBSPOT_IMPORT_PUBLIC_URL',
    value: 'URL',
    group: 'http',
    commands: ['http'],
    description:
      'Where people reach the server, for the links it gives. Default: that of --oauth-audience without /mcp, or the address listened on.',
  }),
  callsPerMinute: setting(wholeNumber(1, 100_000).default(60), {
    flag: 'calls-per-minute',
    env: 'HUBSPOT_IMPORT_CALLS_PER_MINUTE',
    value: 'N',
    group: 'http',
    commands: ['http'],
    description: 'Most calls of one principal in a minute: tools, resources, files sent and fetched.',
  }),
  writesPerMinute: setting(wholeNumber(1, 100_000).default(6), {
    flag: 'writes-per-minute',
    env: 'HUBSPOT_IMPORT_WRITES_PER_MINUTE',
    value: 'N',
    group: 'http',
    commands: ['http'],
    description: 'Most calls of one principal in a minute that change the account.',
  }),
  callsAtOnce: setting(wholeNumber(1, 1000).default(4), {
    flag: 'calls-at-once',
    env: 'HUBSPOT_IMPORT_CALLS_AT_ONCE',
    value: 'N',
    group: 'http',
    commands: ['http'],
    description: 'Most calls of one principal at the same time, as above.',
  }),
}

/** Of the command token. */
export const tokenSettings = {
  scopes: setting(z.array(oneOf(SCOPES)).min(1, 'must name at least one').default(['imports:read', 'imports:plan']), {
    flag: 'scopes',
    value: 'LIST',
    separator: ',',
    group: 'commands',
    commands: ['token'],
    description: `What the token may do: ${SCOPES.join(', ')}.`,
  }),
  expires: setting(notEmpty().optional(), {
    flag: 'expires',
    value: 'WHEN',
    group: 'commands',
    commands: ['token'],
    description: 'When the token ends: 90d for days from now, or a date such as 2027-01-31. Default: never.',
  }),
  account: setting(notEmpty().optional(), {
    flag: 'account',
    value: 'NAME',
    group: 'commands',
    commands: ['token'],
    description: 'The account of the accounts file that the token works with.',
  }),
}
