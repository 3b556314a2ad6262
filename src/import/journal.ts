import { UsageError } from '../errors.ts'
import { createAllStarts, isSettled, type SettledStart } from './all-starts.ts'
import {
  createIntent,
  createStep,
  readStart,
  type Start,
  type StartIntent,
  sentAt,
  type UnsettledStart,
} from './recorded-start.ts'
import type { StateFolder } from './state-folder.ts'

export interface UnsettledStarts {
  /** `armed` without an answer, or damaged. */
  starts: UnsettledStart[]
  /** Entries of which not even the plan can be read. */
  damaged: number
}

export interface SentRows {
  rows: number
  /** In ms. */
  sent: number
}

/**
 * What keeps a start at most once, over crashes, parallel calls and processes that share the state folder. Each step
 * is one file that is made exclusively and never changed: `armed` exists once for an attempt, so only one upload of
 * the same content can ever send its last byte, and a next attempt exists only after HubSpot's refusal is on disk.
 */
export interface Journal {
  find(contentKey: string): Promise<Start | undefined>
  /** The start that HubSpot answered with this import, in whatever plan it was. */
  findImport(importId: string, account: Account): Promise<Start | undefined>
  /** Starts whose outcome nobody knows, the latest first. Without portalId: of all accounts. */
  unsettled(account: { environment: StartIntent['environment']; portalId?: number }): Promise<UnsettledStarts>
  /** Of the starts of an account whose last byte may have left since then, in no order. */
  sentSince(since: number, account: Account): Promise<SentRows[]>
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
  const starts = createAllStarts(state)
  return {
    find: (contentKey) => readStart(state, contentKey),
    async findImport(importId, account) {
      for await (const start of starts.read()) {
        if (start === 'damaged' || !isSettled(start)) continue
        if (start.importId === importId && isOf(account, start)) return readStart(state, start.contentKey)
      }
      return undefined
    },
    async unsettled({ environment, portalId }) {
      const found: UnsettledStart[] = []
      let damaged = 0
      for await (const start of starts.read()) {
        if (start === 'damaged') damaged += 1
        else if (isSettled(start) || start.state !== 'armed' || start.environment !== environment) continue
        else if (portalId === undefined || start.portalId === portalId) found.push(start)
      }
      return { starts: found.sort((a, b) => sentAt(b).localeCompare(sentAt(a))), damaged }
    },
    async sentSince(since, account) {
      const found: SentRows[] = []
      for await (const start of starts.read()) {
        if (start === 'damaged' || !isOf(account, start)) continue
        const sent = timeSent(start)
        if (sent !== undefined && sent >= since) found.push({ rows: start.rows, sent })
      }
      return found
    },
    async plan(value) {
      await createIntent(state, value)
      return mustExist(await readStart(state, value.contentKey))
    },
    async arm(start, armedAt) {
      const attempt = attemptToArm(start)
      if (await createStep(state, { ...start, attempt }, 'armed', { armedAt })) {
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
      const found = start.state === 'armed' ? start : { ...start, attempt: attemptToArm(start) }
      // In HubSpot's list without an upload that is known here: nobody who has one on its way may complete it any more.
      if (start.state !== 'armed') await createStep(state, found, 'armed', { armedAt: sentAt(start) })
      await createStep(state, found, 'started', { importId, adopted })
      return mustExist(await readStart(state, start.contentKey))
    },
    async refuse(start, reason) {
      await createStep(state, start, 'refused', { reason })
      return mustExist(await readStart(state, start.contentKey))
    },
    lost: async () => undefined,
  }
}

/** undefined: nothing of it was sent, or nobody can say. */
function timeSent(start: SettledStart | UnsettledStart): number | undefined {
  if (isSettled(start)) return start.sent
  return start.state === 'armed' && !start.isDamaged ? Date.parse(sentAt(start)) : undefined
}

const attemptToArm = ({ state, attempt }: Start): number => (state === 'refused' ? attempt + 1 : attempt)

type Account = Pick<StartIntent, 'environment' | 'portalId'>

const isOf = ({ environment, portalId }: Account, one: Account): boolean =>
  one.environment === environment && one.portalId === portalId

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

function mustExist(start: Start | undefined): Start {
  if (start !== undefined) return start
  throw new UsageError(
    'journal_unavailable',
    'The journal of starts lost an entry.',
    'Check the disk of the state folder.',
  )
}
