import { UsageError } from '../errors.ts'
import type { HubSpot } from './hubspot.ts'

/** The same client, when its credentials belong to this account. @throws UsageError plan_wrong_portal */
export async function checkPortal(hubspot: HubSpot, portalId: number): Promise<HubSpot> {
  const found = await hubspot.account.details()
  if (found.portalId === portalId) return hubspot
  throw new UsageError(
    'plan_wrong_portal',
    `The server's credentials belong to HubSpot account ${found.portalId}, but they are meant for account ${portalId}. Nothing was read or written.`,
    'Whoever runs the server has to correct portalId or the credentials in the accounts file.',
    { outcome: 'not_started' },
  )
}
