import { UsageError } from '../../src/errors.ts'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import type { HubSpot } from '../../src/hubspot/hubspot.ts'
import { DEFAULT_SETTINGS, type HubSpotSettings } from '../../src/hubspot/settings.ts'
import type { Measured } from '../../src/measure.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { type Script, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export const TOKEN = 'pat-na1-canary-0123456789'

export interface Client {
  hubspot: HubSpot
  server: ScriptedServer
  clock: FakeClock
  measured: Measured[]
  /** The log as text. */
  logged: () => string
  [Symbol.asyncDispose](): Promise<void>
}

/** A real client against a scripted server, on a clock that does not wait. */
export async function connect(script: Script, settings: Partial<HubSpotSettings> = {}): Promise<Client> {
  const server = await startScriptedServer(script)
  const clock = createFakeClock()
  const lines: string[] = []
  const measured: Measured[] = []
  const hubspot = createHubSpot(
    { ...DEFAULT_SETTINGS, baseUrl: server.url, credentials: { kind: 'access-token', token: TOKEN }, ...settings },
    {
      clock,
      log: (level, message, fields) => lines.push(JSON.stringify({ level, message, fields })),
      measure: (one) => measured.push(one),
    },
  )
  return {
    hubspot,
    server,
    clock,
    measured,
    logged: () => lines.join('\n'),
    [Symbol.asyncDispose]: async () => {
      await hubspot.close()
      await server.close()
    },
  }
}

/** The UsageError a call ends with; anything else fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<UsageError> {
  const error = await work.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  )
  if (error instanceof UsageError) return error
  throw error
}
