import type { z } from 'zod'
import type { Config } from '../../config.ts'
import { UsageError } from '../../errors.ts'
import { checkConnectionTool } from '../../tools/check_connection.ts'
import { tellAccount } from '../../tools/told-environment.ts'
import type { Io } from '../io.ts'
import { refuseToWrite } from '../named-file.ts'
import { withTools } from '../run-tools.ts'
import type { Check } from './check.ts'

type Connection = z.output<typeof checkConnectionTool.output>

/** Calls HubSpot where there are credentials, and the embedded sandbox where that is wanted. */
export async function checkConnection(config: Config, { signal }: Io): Promise<Check[]> {
  if (config.environment === 'production' && config.hubspot.credentials.kind === 'none') return []
  const files = {
    folders: [],
    tables: async () => [],
    open: () => Promise.reject(new Error('the doctor opens no file')),
    create: refuseToWrite,
  }
  try {
    return tellConnection(await withTools(config, { files, signal }, ({ call }) => call(checkConnectionTool, {})))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return [{ name: 'Connection', status: 'missing', told: `${error.code}: ${error.message}`, fix: error.fix }]
  }
}

function tellConnection({ environment, portalId, scopes }: Connection): Check[] {
  const connection: Check = { name: 'Connection', status: 'ok', told: tellAccount(environment, portalId) }
  return [connection, ...(scopes === null ? [unknownScopes] : scopes.map(tellScope))]
}

const unknownScopes: Check = {
  name: 'Scopes',
  status: 'note',
  told: 'HubSpot does not tell the scopes of this kind of credential',
}

function tellScope({ scope, granted, neededFor }: NonNullable<Connection['scopes']>[number]): Check {
  if (granted) return { name: 'Scope', status: 'ok', told: `${scope}: ${neededFor}` }
  const fix = `Add the scope ${scope} to the app in HubSpot.`
  const status = scope === NEEDED_ALWAYS ? 'missing' : 'note'
  return { name: 'Scope', status, told: `${scope} is not granted, needed for ${neededFor}`, fix }
}

const NEEDED_ALWAYS = 'crm.import'
