import { PATHS } from '../paths.ts'
import { ok, type Route } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'

export function accountRoutes({ portalId }: SandboxParts): Route[] {
  const details = {
    portalId,
    accountType: 'SANDBOX',
    timeZone: 'UTC',
    companyCurrency: 'USD',
    additionalCurrencies: ['EUR'],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }
  return [{ method: 'GET', paths: PATHS.account('/details'), answer: () => ok(details) }]
}
