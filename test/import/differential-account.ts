import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/clock.ts'
import { createHubSpot } from '../../src/hubspot/create-hubspot.ts'
import { DEFAULT_SETTINGS } from '../../src/hubspot/settings.ts'
import { createAccount } from '../../src/import/account.ts'
import type { Definitions } from '../../src/import/definitions.ts'
import type { Plan } from '../../src/import/plan.ts'
import type { RecordLookup } from '../../src/import/record-lookup/look-up-records.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { RecordStore } from '../../src/sandbox/store.ts'

/** A sandbox account as both sides see it: the engine its store, preflight the definitions its API gives. */
export interface DifferentialAccount extends AsyncDisposable {
  store: RecordStore
  definitions: Definitions
  /** For the files of one run; its own. */
  folder: string
  marketingEventId: string
  /** Looks the records up that the files name. Without it preflight knows the definitions only. */
  lookUp?: (plan: Plan, definitions: Definitions) => Promise<RecordLookup>
}

const TYPES = ['0-1', '0-2', '0-3', '0-5', '0-8', '0-46', '0-54', '0-123', '2-1000001']

/** In a sandbox that is closed with it. */
export async function openAccount(options: SandboxOptions = {}): Promise<DifferentialAccount & { sandbox: Sandbox }> {
  const folder = await mkdtemp(join(tmpdir(), 'differential-'))
  const sandbox = await startSandbox(options)
  const hubspot = createHubSpot(
    {
      ...DEFAULT_SETTINGS,
      baseUrl: sandbox.url,
      credentials: { kind: 'access-token', token: sandbox.accessToken },
    },
    { clock: systemClock, log: () => undefined },
  )
  try {
    await addProperties(hubspot)
    for (const [path, ruleArguments] of RULES) await setRule(sandbox, path, ruleArguments)
    for (const [from, to, name, label, inverseLabel] of LABELS) {
      await hubspot.associations.labels.create(from, to, { name, label, inverseLabel })
    }
    const account = createAccount({
      connected: true,
      connect: async () => hubspot,
      clock: systemClock,
      cache: { ms: 60_000, entries: 500 },
    })
    const labelPairs = TYPES.flatMap((from) => TYPES.map((to) => [from, to] as const))
    const definitions = await account.definitions({ objectTypeIds: TYPES, labelPairs, owners: true, validations: true })
    const { id: marketingEventId } = sandbox.store.create('0-54', { hs_event_name: 'Spring fair' })
    return { sandbox, store: sandbox.store, definitions, folder, marketingEventId, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    await hubspot.close()
    await sandbox.close()
    // A run that the time limit has cut off may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Of values that rows may lose, of an identifier, and of what a new record needs. */
const RULES = [
  ['0-1/zip/rule-type/ALPHANUMERIC', ['NUMERIC_ONLY']],
  ['0-1/zip/rule-type/MAX_LENGTH', ['5']],
  ['0-1/customer_number/rule-type/MIN_LENGTH', ['2']],
  ['0-1/score/rule-type/MIN_NUMBER', ['-10']],
  ['0-1/score/rule-type/DECIMAL', ['1']],
  ['0-1/starts/rule-type/DAYS_OF_WEEK', ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY']],
  ['0-1/starts/rule-type/START_DATE', [String(Date.UTC(2000, 0, 1))]],
  ['0-1/website/rule-type/URL', []],
  ['0-1/website/rule-type/URL_BLOCKED_DOMAINS', ['blocked.example']],
  ['0-2/city/rule-type/FORMAT', ['CAPITALIZATION']],
  ['0-3/dealname/rule-type/SPECIAL_CHARACTERS', ['NOT_ALLOWED']],
] as const

async function setRule({ url, accessToken }: Sandbox, path: string, ruleArguments: readonly string[]): Promise<void> {
  const answer = await fetch(`${url}/crm/v3/property-validations/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ruleArguments }),
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}

const LABELS = [
  ['0-1', '0-2', 'buyer', 'Buyer', 'Buys through'],
  ['0-1', '0-1', 'mentor', 'Mentor', 'Mentee'],
  ['0-3', '0-2', 'reseller', 'Reseller', 'Resold deal'],
  ['0-2', '0-2', 'supplier', 'Supplier', 'Customer of'],
] as const

async function addProperties(hubspot: ReturnType<typeof createHubSpot>): Promise<void> {
  for (const property of PROPERTIES) {
    await hubspot.properties.create('0-1', { groupName: 'contactinformation', ...property })
  }
}

const PROPERTIES = [
  {
    name: 'grade',
    label: 'Grade',
    type: 'enumeration',
    fieldType: 'select',
    options: [
      { label: 'Gold', value: 'g1' },
      { label: 'Silver', value: 'Gold' },
      { label: 'Bronze ', value: 'b3' },
    ],
  },
  { name: 'badge', label: 'Badge', type: 'number', fieldType: 'number', hasUniqueValue: true },
  { name: 'score', label: 'Score', type: 'number', fieldType: 'number' },
  { name: 'starts', label: 'Starts', type: 'date', fieldType: 'date' },
  { name: 'joined_on', label: 'Joined on', type: 'date', fieldType: 'date' },
  {
    name: 'agreed',
    label: 'Agreed',
    type: 'bool',
    fieldType: 'booleancheckbox',
    options: [
      { label: 'Agreed', value: 'true' },
      { label: 'Refused', value: 'false' },
    ],
  },
  { name: 'portrait', label: 'Portrait', type: 'string', fieldType: 'file' },
] as const
