import { withTlsFiles } from '../../src/config/tls-files.ts'
import { loadConfig } from '../../src/config.ts'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import type { HubSpot } from '../../src/hubspot/hubspot.ts'
import { createFakeClock, type FakeClock } from '../hubspot/fake-clock.ts'

export const TOKEN = 'pat-na1-canary-0123456789'

export interface SetClient {
  hubspot: HubSpot
  clock: FakeClock
  /** The log as text. */
  logged: () => string
  [Symbol.asyncDispose](): Promise<void>
}

/** The client that these flags and variables make, on a clock that does not wait. */
export async function clientOf(argv: string[], env: Record<string, string> = {}): Promise<SetClient> {
  const place = { workingFolder: '/data', homeFolder: '/home/ada', tempFolder: '/tmp/p1', platform: 'linux' }
  const credentials = Object.keys(env).some((name) => /^HUBSPOT_(CLIENT_ID|PRIVATE_APP_KEY)$/.test(name))
    ? {}
    : { HUBSPOT_ACCESS_TOKEN: TOKEN }
  const config = await withTlsFiles(loadConfig(argv, { ...credentials, ...env }, place))
  const clock = createFakeClock()
  const lines: string[] = []
  const log = (level: string, message: string, fields?: object) =>
    void lines.push(JSON.stringify({ level, message, fields }))
  const hubspot = createHubSpot(config.hubspot, { clock, log })
  return { hubspot, clock, logged: () => lines.join('\n'), [Symbol.asyncDispose]: hubspot.close }
}
