import type { Config } from '../../config.ts'
import type { Check } from './check.ts'

/** How HubSpot is reached, without a secret. */
export function checkSettings(config: Config): Check[] {
  const { environment, hubspot, readOnly, toolsets, confirm, warnings } = config
  const asked = confirm === 'elicit' ? 'a person is asked before something is written' : 'nobody is asked'
  const limits = readOnly ? 'read only' : 'may write'
  return [
    ...(environment === 'sandbox' ? [] : [checkAddress(hubspot)]),
    { name: 'Tools', status: 'ok', told: `${toolsets.join(', ')}; ${limits}; ${asked}` },
    checkCredentials(config),
    ...warnings.map((told): Check => ({ name: 'Settings', status: 'note', told })),
  ]
}

function checkAddress({ baseUrl, apiVersion, httpVersion, proxy, timeoutMs }: Config['hubspot']): Check {
  const way = proxy === undefined ? '' : ', through a proxy'
  const told = `${baseUrl}, API ${apiVersion}, HTTP ${httpVersion}, timeout ${timeoutMs / 1000} s${way}`
  return { name: 'HubSpot', status: 'ok', told }
}

function checkCredentials({ environment, hubspot }: Config): Check {
  const name = 'Credentials'
  if (environment === 'sandbox') return { name, status: 'ok', told: 'none needed: the embedded sandbox is used' }
  const { kind } = hubspot.credentials
  if (kind !== 'none') return { name, status: 'ok', told: KINDS[kind] }
  return {
    name,
    status: 'missing',
    told: 'none; files can be mapped and checked, nothing can be imported',
    fix: 'Set HUBSPOT_ACCESS_TOKEN in the environment (a service key or private app with the scope crm.import), or use --sandbox.',
  }
}

const KINDS = {
  'access-token': 'access token (HUBSPOT_ACCESS_TOKEN)',
  oauth: 'OAuth (HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET, HUBSPOT_REFRESH_TOKEN)',
  'private-app-legacy': 'private app key (HUBSPOT_PRIVATE_APP_KEY)',
} as const
