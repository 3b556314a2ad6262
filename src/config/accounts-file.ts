import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { API_VERSIONS, type Credentials, type HubSpotSettings } from '../hubspot/settings.ts'
import { baseUrl } from './addresses.ts'
import { parseJson } from './parse-json.ts'
import { readPrivateFile } from './private-file.ts'
import { type Proxies, proxyOf } from './proxy.ts'
import { credentialText } from './setting.ts'
import { notAFileOf } from './token-file.ts'

const VARIABLE = 'must be the name of an environment variable, not the secret itself'

const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, VARIABLE)

const credentials = z.union(
  [
    z.strictObject({ accessToken: variable }),
    z.strictObject({ clientId: variable, clientSecret: variable, refreshToken: variable }),
    z.strictObject({ privateAppKey: variable }),
  ],
  'must be accessToken, or clientId, clientSecret and refreshToken, or privateAppKey',
)

const account = z.strictObject({
  /** The account that the credentials must lead to: nothing is read or written elsewhere. */
  portalId: z.number().int().positive(),
  credentials,
  baseUrl: baseUrl().optional(),
  apiVersion: z.enum(API_VERSIONS).optional(),
})

const accounts = z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no name of an account'), account)

type Environment = Readonly<Record<string, string | undefined>>

/** What one account of the accounts file changes of the settings. */
export interface NamedAccount {
  portalId: number
  hubspot: Pick<HubSpotSettings, 'credentials' | 'credentialVariables'> &
    Partial<Pick<HubSpotSettings, 'baseUrl' | 'apiVersion' | 'proxy'>>
}

interface Surroundings {
  env: Environment
  /** Which of them leads to an account depends on its address. */
  proxies: Proxies
}

/** None without a file. @throws UsageError file_unreadable, invalid_arguments: the file, or a variable that is not set */
export async function readAccounts(
  path: string | undefined,
  { env, proxies }: Surroundings,
): Promise<ReadonlyMap<string, NamedAccount>> {
  if (path === undefined) return new Map()
  const result = accounts.safeParse(parseJson(await readPrivateFile(path, '--accounts'), path))
  if (!result.success) throw notAFileOf('accounts', path, result.error)
  return new Map(
    Object.entries(result.data).map(([name, { portalId, credentials: names, ...hubspot }]) => {
      const { baseUrl: ownUrl } = hubspot
      const way = ownUrl === undefined ? {} : { proxy: proxyOf({ ...proxies, baseUrl: ownUrl }) }
      const held = { credentials: credentialsOf(name, names, env), credentialVariables: names }
      return [name, { portalId, hubspot: { ...hubspot, ...way, ...held } }]
    }),
  )
}

function credentialsOf(account: string, names: z.output<typeof credentials>, env: Environment): Credentials {
  const read = (variableName: string) => readVariable(account, variableName, env)
  if ('accessToken' in names) return { kind: 'access-token', token: read(names.accessToken) }
  if ('privateAppKey' in names) return { kind: 'private-app-legacy', key: read(names.privateAppKey) }
  const { clientId, clientSecret, refreshToken } = names
  return {
    kind: 'oauth',
    clientId: read(clientId),
    clientSecret: read(clientSecret),
    refreshToken: read(refreshToken),
  }
}

function readVariable(account: string, name: string, env: Environment): string {
  const text = env[name]?.trim() ?? ''
  const read = credentialText().safeParse(text)
  if (text !== '' && read.success) return read.data
  throw new UsageError(
    'invalid_arguments',
    `Account "${account}": ${name} ${text === '' ? 'is not set' : 'holds a character that cannot be part of a credential'}.`,
    `Set ${name} in the environment of the server.`,
  )
}
