import { z } from 'zod'
import type { ToolCall } from './tool.ts'

/** What kind of account it is. Told only: whatever it is, a start is confirmed and journaled the same. */
export const toldEnvironment = z
  .enum(['sandbox', 'production', 'hubspot_sandbox', 'developer_test', 'app_developer', 'hubspot'])
  .describe("sandbox: this program's own, local one. hubspot: a real account whose kind is not known")

export type ToldEnvironment = z.infer<typeof toldEnvironment>

/** `accountType` of HubSpot's account details; a standard account is where a company works. */
const KINDS: ReadonlyMap<string | undefined, ToldEnvironment> = new Map([
  ['STANDARD', 'production'],
  ['SANDBOX', 'hubspot_sandbox'],
  ['DEVELOPER_TEST', 'developer_test'],
  ['APP_DEVELOPER', 'app_developer'],
])

export async function environmentOf({ environment, account }: ToolCall): Promise<ToldEnvironment> {
  const isReal = environment !== 'sandbox' && account.connected
  return environmentOfType(environment, isReal ? await account.accountType() : undefined)
}

/** The local sandbox is no account at HubSpot, whatever type it answers. */
export const environmentOfType = (
  environment: ToolCall['environment'],
  accountType: string | undefined,
): ToldEnvironment => (environment === 'sandbox' ? 'sandbox' : (KINDS.get(accountType) ?? 'hubspot'))

const WORDS = {
  sandbox: 'sandbox',
  production: 'production',
  hubspot_sandbox: 'HubSpot sandbox',
  developer_test: 'developer test',
  app_developer: 'app developer',
  hubspot: 'HubSpot',
} as const satisfies Record<ToldEnvironment, string>

/** `HubSpot sandbox account 123`. */
export const tellAccount = (environment: ToldEnvironment, portalId: number | null): string =>
  `${WORDS[environment]} account ${portalId ?? '(none)'}`
