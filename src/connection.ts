import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { checkPortal } from './hubspot/check-portal.ts'
import type { HubSpot } from './hubspot/hubspot.ts'
import type { HubSpotSettings } from './hubspot/settings.ts'
import type { Log } from './log.ts'
import type { Measure } from './measure.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

export type LocalHubSpot = Pick<Sandbox, 'url' | 'accessToken' | 'close'>

export type StartSandbox = (options: { dataDir?: string; log: Log }) => Promise<LocalHubSpot>

export interface Connection {
  /** HubSpot, or the embedded sandbox. */
  connect: () => Promise<HubSpot>
  close: () => Promise<void>
}

interface ConnectionOptions {
  config: Config
  clock: Clock
  log: Log
  measure: Measure
  startSandbox?: StartSandbox
  /** The account that the credentials must lead to: in any other nothing is read or written. */
  portalId?: number
}

/** Connects on first use: the client's libraries and the sandbox cost time that a first answer does not have. */
export function createConnection(options: ConnectionOptions): Connection {
  const opened: { hubspot?: Promise<HubSpot>; sandbox?: LocalHubSpot } = {}
  const open = async (): Promise<HubSpot> => {
    const { config, clock, log, measure } = options
    const { createHubSpot } = await import('./hubspot/create-hubspot.ts')
    if (config.environment === 'production') return createHubSpot(config.hubspot, { clock, log, measure })
    const sandbox = await (options.startSandbox ?? startEmbedded)({ dataDir: config.sandbox.dataDir, log })
    opened.sandbox = sandbox
    return createHubSpot(sandboxSettings(config, sandbox), { clock, log, measure })
  }
  const openChecked = async (): Promise<HubSpot> => {
    const hubspot = await open()
    if (options.portalId === undefined) return hubspot
    return checkPortal(hubspot, options.portalId).catch(async (error: unknown) => {
      await hubspot.close()
      throw error
    })
  }
  return {
    connect() {
      opened.hubspot ??= openChecked().catch((error: unknown) => {
        opened.hubspot = undefined
        throw error
      })
      return opened.hubspot
    },
    async close() {
      const hubspot = await opened.hubspot?.catch(() => undefined)
      await hubspot?.close()
      await opened.sandbox?.close()
    },
  }
}

const startEmbedded: StartSandbox = async (options) => {
  const { startSandbox } = await import('./sandbox/sandbox.ts')
  return startSandbox(options)
}

function sandboxSettings({ hubspot }: Config, { url, accessToken }: LocalHubSpot): HubSpotSettings {
  return { ...hubspot, baseUrl: url, credentials: { kind: 'access-token', token: accessToken }, proxy: undefined }
}
