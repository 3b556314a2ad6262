import { createHash } from 'node:crypto'
import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { StateFolder } from './state-folder.ts'

const intent = z.object({
  contentKey: z.string(),
  planId: z.string(),
  environment: z.enum(['sandbox', 'production']),
  portalId: z.number(),
  importName: z.string(),
  marker: z.string(),
  rows: z.number(),
  plannedAt: z.string(),
  /** A file above HubSpot's limits is several imports; entries of before parts were there have none. */
  part: z
    .object({
      /** From 1. */
      number: z.number(),
      of: z.number(),
      /** Data rows of the source before it. */
      recordsBefore: z.number(),
    })
    .default({ number: 1, of: 1, recordsBefore: 0 }),
})
const armed = z.object({ armedAt: z.string() })
const started = z.object({ importId: z.string(), adopted: z.boolean() })
const refused = z.object({ reason: z.string() })

/** What an import is about to send. Written before the first byte leaves. */
export type StartIntent = z.infer<typeof intent>

/**
 * One start, as far as it is known for certain.
 * `planned`: HubSpot cannot have begun. `armed`: the closing boundary may have left, so HubSpot may have begun.
 * `started`: HubSpot gave an id. `refused`: HubSpot refused it; the next attempt may be sent.
 */
export interface Start extends StartIntent {
  state: 'planned' | 'armed' | 'started' | 'refused'
  /** Counts from 1; one more after each refusal. */
  attempt: number
  armedAt?: string
  importId?: string
  /** The id was found in HubSpot's list, not in the answer to the upload. */
  adopted?: boolean
}

export interface UnsettledStart extends Start {
  /** A step of it cannot be read, so it cannot be settled by itself. */
  isDamaged: boolean
}

export interface UnsettledStarts {
  /** `armed` without an answer, or damaged. */
  starts: UnsettledStart[]
  /** Entries of which not even the plan can be read. */
  damaged: number
}

/**
 * What keeps a start at most once, over crashes, parallel calls and processes that share the state folder. Each step
 * is one file that is made exclusively and never changed: `armed` exists once for an attempt, so only one upload of
 * the same content can ever send its last byte, and a next attempt exists only after HubSpot's refusal is on disk.
 */
export interface Journal {
  find(contentKey: string): Promise<Start | undefined>
  /** The start that HubSpot answered with this import, in whatever plan it was. */
  findImport(importId: string, account: Pick<StartIntent, 'environment' | 'portalId'>): Promise<Start | undefined>
  /** Starts whose outcome nobody knows, the latest first. Without portalId: of all accounts. */
  unsettled(account: { environment: StartIntent['environment']; portalId?: number }): Promise<UnsettledStarts>
  /** Starts of an account of which the last byte may have left since then. */
  armedSince(since: number, account: Pick<StartIntent, 'environment' | 'portalId'>): Promise<Start[]>
  /** Writes the intent, or gives the start that is already there. */
  plan(value: StartIntent): Promise<Start>
  /** Durable before it resolves. @throws UsageError lock_held: another upload of the same content was first. */
  arm(start: Start, armedAt: string): Promise<Start>
  acknowledge(start: Start, importId: string, adopted: boolean): Promise<Start>
  refuse(start: Start, reason: string): Promise<Start>
  /** No answer came. Nothing is written: that it is armed says it all. */
  lost(start: Start): Promise<void>
}

export function createJournal(state: StateFolder): Journal {
  return {
    find: (contentKey) => readStart(state, contentKey),
    async findImport(importId, account) {
      for await (const start of startsOf(state, account)) if (start.importId === importId) return start
      return undefined
    },
    async unsettled({ environment, portalId }) {
      const starts: UnsettledStart[] = []
      let damaged = 0
      for (const contentKey of await state.list('starts')) {
        const start = await readHowever(state, contentKey)
        if (start === 'damaged') damaged += 1
        else if (start?.state === 'armed' && start.environment === environment) starts.push(start)
      }
      const ofAccount = starts.filter((start) => portalId === undefined || start.portalId === portalId)
      return { starts: ofAccount.sort((a, b) => sentAt(b).localeCompare(sentAt(a))), damaged }
    },
    async armedSince(since, account) {
      const starts: Start[] = []
      for await (const start of startsOf(state, account)) {
        const isSent = start.state === 'armed' || start.state === 'started'
        if (isSent && Date.parse(sentAt(start)) >= since) starts.push(start)
      }
      return starts
    },
    async plan(value) {
      await state.create(`${folder(value.contentKey)}/intent.json`, entryText(intent.parse(value)))
      return mustExist(await readStart(state, value.contentKey))
    },
    async arm(start, armedAt) {
      const attempt = start.state === 'refused' ? start.attempt + 1 : start.attempt
      if (await state.create(step(start.contentKey, attempt, 'armed'), entryText({ armedAt }))) {
        return { ...start, state: 'armed', attempt, armedAt }
      }
      throw new UsageError(
        'lock_held',
        'The same import is being sent by another call.',
        'Call get_import with the planId.',
        {
          outcome: 'not_started',
        },
      )
    },
    async acknowledge(start, importId, adopted) {
      await state.create(step(start.contentKey, start.attempt, 'started'), entryText({ importId, adopted }))
      return mustExist(await readStart(state, start.contentKey))
    },
    async refuse(start, reason) {
      await state.create(step(start.contentKey, start.attempt, 'refused'), entryText({ reason }))
      return mustExist(await readStart(state, start.contentKey))
    },
    lost: async () => undefined,
  }
}

async function* startsOf(
  state: StateFolder,
  { environment, portalId }: Pick<StartIntent, 'environment' | 'portalId'>,
): AsyncGenerator<Start> {
  for (const contentKey of await state.list('starts')) {
    const start = await readStart(state, contentKey).catch(undefinedIfDamaged)
    if (start?.environment === environment && start.portalId === portalId) yield start
  }
}

/** The import exists even when its id cannot be written down: then it is found again by its marker. */
export async function acknowledged(
  journal: Journal,
  start: Start,
  found: Required<Pick<Start, 'importId' | 'adopted'>>,
): Promise<Start> {
  return journal
    .acknowledge(start, found.importId, found.adopted)
    .catch(() => ({ ...start, ...found, state: 'started' }))
}

async function readStart(state: StateFolder, contentKey: string): Promise<Start | undefined> {
  const text = await state.read(`${folder(contentKey)}/intent.json`)
  if (text === undefined) return undefined
  const base = parse(intent, text)
  const names = await state.list(folder(contentKey))
  const attempt = Math.max(1, ...names.map((name) => Number.parseInt(name, 10)).filter(Number.isInteger))
  const at = async (name: string) => state.read(step(contentKey, attempt, name))
  const armedText = await at('armed')
  const refusedText = await at('refused')
  if (refusedText !== undefined) {
    parse(refused, refusedText)
    return { ...base, state: 'refused', attempt }
  }
  const startedText = await at('started')
  if (startedText !== undefined) {
    // That it is started is known even where the time of its upload cannot be read.
    const sent = armedText === undefined ? {} : timeOf(armedText)
    return { ...base, state: 'started', attempt, ...sent, ...parse(started, startedText) }
  }
  if (armedText !== undefined) return { ...base, state: 'armed', attempt, ...parse(armed, armedText) }
  return { ...base, state: 'planned', attempt }
}

function timeOf(text: string): z.output<typeof armed> | undefined {
  try {
    return parse(armed, text)
  } catch (error) {
    return undefinedIfDamaged(error)
  }
}

/** Where a later step is damaged, what was planned is still told: as a start that may have been sent. */
async function readHowever(state: StateFolder, contentKey: string): Promise<UnsettledStart | 'damaged' | undefined> {
  try {
    const start = await readStart(state, contentKey)
    return start && { ...start, isDamaged: false }
  } catch (error) {
    undefinedIfDamaged(error)
  }
  try {
    const text = await state.read(`${folder(contentKey)}/intent.json`)
    return text === undefined ? 'damaged' : { ...parse(intent, text), state: 'armed', attempt: 1, isDamaged: true }
  } catch (error) {
    undefinedIfDamaged(error)
    return 'damaged'
  }
}

/** When the upload was on its way. One that was found in HubSpot's list, its journal lost, has no better time. */
export const sentAt = ({ armedAt, plannedAt }: Start): string => armedAt ?? plannedAt

const folder = (contentKey: string): string => `starts/${contentKey}`

const step = (contentKey: string, attempt: number, name: string): string =>
  `${folder(contentKey)}/${attempt}.${name}.json`

/** Of the form of the files. A change that older programs would misread counts it up. */
const VERSION = 1

/** Without a version it is an entry of before they had one. */
const wrapped = z.object({ version: z.number(), sha256: z.string(), entry: z.unknown() })

const entryText = (entry: object): string =>
  JSON.stringify({ version: VERSION, sha256: hashOf({ version: VERSION, entry }), entry })

const hashOf = (content: { version: number; entry: unknown }): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex')

/** A damaged entry is never read as "not there": what it said may be that an import exists. */
function parse<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  try {
    return schema.parse(unwrapped(JSON.parse(text)))
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(
      'journal_unavailable',
      'An entry of the journal of starts is damaged, so it is not known whether this import was started.',
      'Look in HubSpot for the import. To send it all the same, call start_import with allowRepeat: true.',
      { outcome: 'unknown', cause },
    )
  }
}

function unwrapped(value: unknown): unknown {
  const { data } = wrapped.safeParse(value)
  if (data === undefined) return value
  if (data.version > VERSION) throw newerVersion(data.version)
  const { version, entry } = data
  if (hashOf({ version, entry }) !== data.sha256) throw new Error('the entry does not have its hash')
  return entry
}

const newerVersion = (version: number) =>
  new UsageError(
    'journal_unavailable',
    `The journal of starts was written by a newer version of this program (${version}; this one knows ${VERSION}).`,
    'Use the newer program, or another folder with --state-dir.',
    { outcome: 'unknown' },
  )

/** For a search: a damaged entry cannot be the one that is looked for. */
function undefinedIfDamaged(error: unknown): undefined {
  if (error instanceof UsageError && error.code === 'journal_unavailable') return
  throw error
}

function mustExist(start: Start | undefined): Start {
  if (start !== undefined) return start
  throw new UsageError(
    'journal_unavailable',
    'The journal of starts lost an entry.',
    'Check the disk of the state folder.',
  )
}
