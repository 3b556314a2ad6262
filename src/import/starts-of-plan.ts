import type { Clock } from '../clock.ts'
import { type Outcome, UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import type { ImportRequest } from '../hubspot/import-request.ts'
import { contentKey, marker, nameWithMarker, nameWithoutMarkers, partName } from './content-key.ts'
import { acknowledged, type Journal } from './journal.ts'
import { withBegunParts } from './parts/begun-parts.ts'
import type { PlanUpload } from './parts/plan-upload.ts'
import type { Plan } from './plan.ts'
import { findByMarker, onlyOne, reconcile, settledAt, stillUnknown } from './reconcile.ts'
import type { Start } from './recorded-start.ts'
import { buildImportRequest } from './request.ts'

export interface ChooseOptions {
  connect: () => Promise<HubSpot>
  journal: Journal
  clock: Clock
  portalId: number
  withMarker: boolean
  /** Send what was started before once more. */
  allowRepeat?: boolean
  /** It is being sent by this process. */
  isRunning: (contentKey: string) => boolean
  signal: AbortSignal
}

/**
 * For each part the start that is to be sent, or the one that was. With allowRepeat every part is started once more
 * than the one that was started least often: what an earlier call left out is made up for first.
 */
export async function chooseStarts(plan: Plan, upload: PlanUpload, options: ChooseOptions): Promise<Start[]> {
  const intents = intentsOf(plan, upload, options)
  const tried: Start[][] = []
  for (const intent of intents) tried.push(await repetitions(intent, plan, options))
  const timesStarted = (starts: readonly Start[]) => starts.filter(isStarted).length
  const least = Math.min(...tried.map(timesStarted))
  return tried.flatMap(
    (starts) => (timesStarted(starts) > least ? starts.filter(isStarted)[least] : starts.at(-1)) ?? [],
  )
}

const isStarted = ({ state }: Start): boolean => state === 'started'

/** The start of a part, for the n-th repetition. */
type Intent = (repeat: number) => Start

function intentsOf(plan: Plan, upload: PlanUpload, { clock, portalId, withMarker }: ChooseOptions): Intent[] {
  const { environment, planId, name } = plan
  const request: ImportRequest = buildImportRequest(plan, upload.fileNames)
  const plannedAt = new Date(clock.now()).toISOString()
  const of = upload.parts.length
  return upload.parts.map(({ sha256, rows, recordsBefore }, index) => {
    const part = { number: index + 1, of, recordsBefore }
    const isEqual = (other: { sha256: readonly string[] }) => other.sha256.join() === sha256.join()
    const equalsBefore = upload.parts.slice(0, index).filter(isEqual).length
    return (repeat) => {
      const key = contentKey({ environment, portalId, request, sha256, repeat, equalsBefore })
      const mark = marker(key)
      const ofPart = partName(nameWithoutMarkers(name), part)
      const importName = withMarker ? nameWithMarker(ofPart, mark) : ofPart
      const known = { contentKey: key, marker: mark, importName, planId, environment, portalId, rows, plannedAt, part }
      return { ...known, state: 'planned', attempt: 1 }
    }
  })
}

/** What became of a part, one repetition after the other. The last may be sent, unless no repetition is wanted. */
async function repetitions(intent: Intent, { contentKeys }: Plan, options: ChooseOptions): Promise<Start[]> {
  const starts: Start[] = []
  for (let repeat = 0; ; repeat += 1) {
    const next = intent(repeat)
    const known = options.isRunning(next.contentKey) ? undefined : await findKnown(next, options)
    if (known === 'damaged') continue
    starts.push(known ?? next)
    const isUsed = known?.state === 'started' || known?.state === 'armed'
    // A plan repeats its content once: the same call made again is not the wish for one more. The start can be one that
    // another plan had written down first.
    const isOfPlan = known?.planId === next.planId || contentKeys.includes(next.contentKey)
    const isRepetition = repeat > 0 && known?.state === 'started' && isOfPlan
    if (!isUsed || isRepetition || options.allowRepeat !== true) return starts
    if (known.state === 'armed') mustBeOver(known, options.clock)
  }
}

/** Looks at the journal; what may not have been sent is looked for in HubSpot's list: its entry may be all that is left. */
async function findKnown(intent: Start, options: ChooseOptions): Promise<Start | 'damaged' | undefined> {
  const { journal, allowRepeat } = options
  const start = await journal.find(intent.contentKey).catch((error: unknown) => {
    if (allowRepeat === true && isDamaged(error)) return 'damaged' as const
    throw error
  })
  if (start === 'damaged') return start
  if (start !== undefined && !maySend(start)) return settle(start, options, options.signal)
  return (await adoptLost(start ?? intent, options)) ?? start
}

const isDamaged = (error: unknown): boolean => error instanceof UsageError && error.outcome === 'unknown'

/** @throws UsageError outcome_unknown: what was sent may still appear in HubSpot's list */
function mustBeOver(start: Start, clock: Clock): void {
  const until = settledAt(start)
  if (clock.now() >= until) return
  throw new UsageError(
    'outcome_unknown',
    `The upload of "${start.importName}" got no answer, and the import may still appear in HubSpot's list.`,
    `Wait until ${new Date(until).toISOString()} before it is sent once more; get_import tells when it is there.`,
    { outcome: 'unknown' },
  )
}

async function adoptLost(intent: Start, { connect, journal, signal }: ChooseOptions): Promise<Start | undefined> {
  const since = Date.parse(intent.plannedAt) - 24 * 3_600_000
  const importId = onlyOne(await findByMarker(await connect(), intent.marker, { since, signal }), intent)
  if (importId === undefined) return undefined
  return acknowledged(journal, await journal.plan(intent), { importId, adopted: true })
}

/** An unknown start is looked up in HubSpot's list once; it stays unknown when that cannot be read. */
export async function settle(
  start: Start,
  { connect, journal }: { connect: () => Promise<HubSpot>; journal: Journal },
  signal?: AbortSignal,
): Promise<Start> {
  if (start.state !== 'armed') return start
  const look = async () => reconcile(start, { hubspot: await connect(), journal, signal })
  return (await look().catch(stillUnknown)) ?? start
}

/** What was not sent when it was last looked at may have been sent by another process since then. */
export function startsNow(starts: readonly Start[], journal: Pick<Journal, 'find'>): Promise<Start[]> {
  const now = async (start: Start) => (maySend(start) ? ((await journal.find(start.contentKey)) ?? start) : start)
  return Promise.all(starts.map(now))
}

export const maySend = ({ state }: Start): boolean => state === 'planned' || state === 'refused'

/**
 * What an error leaves out: `not_started` is not the truth about contents of which the journal knows more. `wereSent`: by
 * this plan, so that what cannot be read of them may have begun.
 */
export async function withTrueOutcome(
  error: unknown,
  { contentKeys, wereSent }: { contentKeys: readonly string[]; wereSent: boolean },
  journal: Journal,
): Promise<unknown> {
  const saysMore = !(error instanceof UsageError) || (error.outcome ?? 'not_started') !== 'not_started'
  if (saysMore) return error
  const starts = await Promise.all(contentKeys.map((key) => journal.find(key))).catch(() => undefined)
  if (starts === undefined) return wereSent ? notKnown(error) : error
  const outcome = outcomeOfBegun(starts)
  if (outcome === undefined) return error
  const of = starts.findLast((start) => start !== undefined)?.part.of ?? 1
  const told = error.withOutcome(outcome)
  if (outcome === 'started' && error.code === 'file_changed') return changedSince(told, starts)
  return of === 1 || outcome === 'started' ? told : withBegunParts(told, starts.slice(-of))
}

const notKnown = (error: UsageError): UsageError =>
  error.toldAs({
    message: `${error.message} The journal of starts cannot be read: an earlier call may have started this plan.`,
    fix: error.fix,
    outcome: 'unknown',
  })

/** The file was changed after all of it had been imported: nothing is left to be sent of the plan. */
function changedSince(
  { code, message, outcome, cause }: UsageError,
  starts: readonly (Start | undefined)[],
): UsageError {
  const ids = starts.flatMap((start) => start?.importId ?? [])
  return new UsageError(
    code,
    `${message} It was imported before that (${ids.length === 1 ? 'import' : 'imports'} ${ids.join(', ')}).`,
    'Call get_import with this planId for what became of it. To import the file as it is now, call propose_mapping with it.',
    { outcome, cause },
  )
}

/** undefined: HubSpot cannot have begun with any. */
function outcomeOfBegun(starts: readonly (Start | undefined)[]): Exclude<Outcome, 'not_started'> | undefined {
  const hasImport = (start: Start | undefined) => start?.state === 'started'
  if (!starts.some((start) => start !== undefined && !maySend(start))) return undefined
  if (starts.every(hasImport)) return 'started'
  return starts.some(hasImport) ? 'partial' : 'unknown'
}

/** Of the first start of each part. */
export const contentKeysOf = (plan: Plan, upload: PlanUpload, options: ChooseOptions): string[] =>
  intentsOf(plan, upload, options).map((intent) => intent(0).contentKey)

/** The parts of the plan's last start, in order. */
export async function startsOfPlan({ contentKeys }: Plan, journal: Journal): Promise<Start[]> {
  const last = await journal.find(contentKeys.at(-1) ?? '')
  if (last === undefined) return []
  const starts: Start[] = []
  for (const key of contentKeys.slice(-last.part.of)) {
    const start = await journal.find(key)
    if (start !== undefined) starts.push(start)
  }
  return starts
}

/**
 * What was begun goes on with the same parts, or not at all: other parts would hold rows that are imported already.
 * @throws UsageError file_changed
 */
export async function mustContinue(plan: Plan, starts: readonly Start[], journal: Journal): Promise<void> {
  const keys = new Set(starts.map(({ contentKey }) => contentKey))
  const before = await startsOfPlan(plan, journal)
  const foreign = before.filter(
    ({ state, contentKey: key }) => (state === 'started' || state === 'armed') && !keys.has(key),
  )
  if (foreign.length === 0) return
  const told = foreign.map(({ part, importId }) => `${part.number} of ${part.of} (import ${importId ?? 'unknown'})`)
  throw new UsageError(
    'file_changed',
    `The parts of this plan are not those that were begun: parts ${told.join(', ')} were sent, with rows that the parts have now too.`,
    'Make a file of the rows that are not imported yet, and call propose_mapping with it.',
    { outcome: outcomeOfBegun(before) },
  )
}
