import { z } from 'zod'
import type { Context } from '../context.ts'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { Scope } from '../principal.ts'
import { safeText } from '../safe-text.ts'
import { environmentOfType, tellAccount, toldEnvironment } from './told-environment.ts'
import { defineTool } from './tool.ts'
import { DAMAGED_FIX, tellUnsettled, type UnsettledStarts, unsettledStarts } from './unsettled-starts.ts'

/** Scopes and what they are for (HubSpot's reference; imports themselves need crm.import alone). */
const SCOPES = [
  { scope: /^crm\.import$/, name: 'crm.import', neededFor: 'all import tools' },
  {
    scope: /^crm\.(schemas|objects)\.(contacts|companies|deals|custom)\.read$/,
    name: 'crm.schemas.contacts.read',
    neededFor: 'propose_mapping and validate_import with the properties of the account',
  },
  {
    scope: /^crm\.schemas\.(contacts|companies|deals|custom)\.write$/,
    name: 'crm.schemas.contacts.write',
    neededFor: 'create_property',
  },
  { scope: /^crm\.objects\.owners\.read$/, name: 'crm.objects.owners.read', neededFor: 'checking owner columns' },
  {
    scope: /^crm\.objects\.(?!owners\.)\w+\.(read|write)$/,
    name: 'crm.objects.contacts.read',
    neededFor: 'association labels and configurations; validate_import with checkRecords',
  },
]

export const checkConnectionTool = defineTool({
  name: 'check_connection',
  title: 'Check the connection',
  description:
    'Use this to see the account, what its credentials may do, the allowed folders, and uploads whose outcome is unknown: after a crash, not_connected, hubspot_forbidden or path_not_allowed.',
  effect: 'read',
  toolset: 'always',
  input: z.strictObject({}),
  output: z.object({
    environment: toldEnvironment,
    connected: z.boolean(),
    portalId: z.number().nullable(),
    accountType: z.string().nullable(),
    timeZone: z.string().nullable(),
    credential: z.string(),
    apiVersion: z.string(),
    scopes: z
      .array(z.object({ scope: z.string(), granted: z.boolean(), neededFor: z.string() }))
      .nullable()
      .describe('null: HubSpot did not tell'),
    rateLimit: z.object({ remaining: z.number().nullable(), dailyRemaining: z.number().nullable() }),
    allowedFolders: z.array(z.string()),
    readOnly: z.boolean(),
    unsettled: unsettledStarts,
    nextStep: z.string(),
  }),
  async run(_args, call) {
    const { config, environment, account, principal } = call
    const base = {
      credential: environment === 'sandbox' ? 'sandbox' : config.hubspot.credentials.kind,
      apiVersion: config.hubspot.apiVersion,
      allowedFolders: [...call.files.folders],
      readOnly: config.readOnly || principal?.scopes.some(mayWrite) === false,
    }
    if (!account.connected) {
      const unsettled = await tellUnsettled({ environment }, call)
      const told = { ...disconnected, environment: environmentOfType(environment, undefined), unsettled }
      return { ...base, ...told, nextStep: connectFirst(config) }
    }
    const hubspot = await call.connect()
    // Asked anew, whatever is remembered: whether the connection works now is the question.
    const [details, scopes] = await Promise.all([
      hubspot.account.details({ signal: call.signal }),
      readScopes(hubspot, call.signal),
    ])
    const { remaining, dailyRemaining } = hubspot.account.rateLimit()
    const unsettled = await tellUnsettled({ environment, portalId: details.portalId }, call)
    return {
      ...base,
      environment: environmentOfType(environment, details.accountType),
      connected: true,
      portalId: details.portalId,
      accountType: details.accountType ?? null,
      timeZone: details.timeZone ?? null,
      scopes,
      rateLimit: { remaining, dailyRemaining },
      unsettled,
      nextStep: nextStep(config, base.allowedFolders, unsettled),
    }
  },
  summary: ({ connected, environment, portalId, unsettled }) => {
    const connection = connected
      ? `Connected to ${tellAccount(environment, portalId)}.`
      : 'No HubSpot account is connected.'
    const count = unsettled?.count ?? 0
    return count === 0 ? connection : `${connection} Of ${counted(count, 'upload')} it is not known what became.`
  },
})

const mayWrite = (scope: Scope): boolean => scope === 'imports:write' || scope === 'schema:write'

function nextStep({ command }: Context['config'], folders: readonly string[], unsettled: UnsettledStarts): string {
  const [first] = unsettled?.starts ?? []
  if (first !== undefined) return first.nextStep
  if (unsettled !== null && unsettled.damagedEntries > 0) return DAMAGED_FIX
  if (command.name === 'http') return sendFile
  return folders.length === 0 ? addFolder : 'Call propose_mapping with the path of a file.'
}

/** A server reached over HTTP reads no folder of its own machine. */
const sendFile = 'Send a file with PUT /files/{name} and call propose_mapping with the "file" of the answer.'

const addFolder = 'No folder is allowed: start the server with --allow-dir FOLDER.'

const disconnected = {
  connected: false,
  portalId: null,
  accountType: null,
  timeZone: null,
  scopes: null,
  rateLimit: { remaining: null, dailyRemaining: null },
}

/** Where accounts have names, the caller's token lacks one. */
function connectFirst({ http }: Context['config']): string {
  const how =
    http.accountsFile === undefined
      ? 'Set HUBSPOT_ACCESS_TOKEN in the environment of the server, or start it with --sandbox.'
      : 'The token of this caller names no account: whoever runs the server adds "account" to its entry in the file of tokens.'
  return `${how} Files can be mapped and checked with the built-in catalogue meanwhile.`
}

interface ScopeView {
  scope: string
  granted: boolean
  neededFor: string
}

/** Older kinds of tokens cannot be asked for their scopes; that is no failure of the connection. */
async function readScopes(hubspot: HubSpot, signal: AbortSignal): Promise<ScopeView[] | null> {
  return hubspot.account.token({ signal }).then(
    ({ scopes }) =>
      SCOPES.map(({ scope, name, neededFor }) =>
        tellScope(
          name,
          neededFor,
          scopes.find((one) => scope.test(one)),
        ),
      ),
    (error: unknown) => {
      if (error instanceof UsageError && error.hubspot !== undefined && error.code !== 'hubspot_unauthorized')
        return null
      throw error
    },
  )
}

function tellScope(name: string, neededFor: string, granted: string | undefined): ScopeView {
  return { scope: granted === undefined ? name : safeText(granted), granted: granted !== undefined, neededFor }
}
