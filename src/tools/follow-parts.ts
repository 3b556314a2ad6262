import { counted } from '../counted.ts'
import type { ImportRecord } from '../hubspot/import-record.ts'
import { type PartsProgress, tellPartsProgress } from '../import/parts/parts-progress.ts'
import { isFinished } from '../import/progress.ts'
import { findStarted, readImport, type StartedPlan } from './find-imports.ts'
import { tellWaiting } from './tell-waiting.ts'
import type { ToldWait } from './told-wait.ts'
import type { ToolCall } from './tool.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000

export const hasParts = ({ result }: StartedPlan): boolean => result.starts.length > 1

export interface FollowedParts extends StartedPlan {
  progress: PartsProgress
}

/** Reads the parts until the state of one changes, nothing more goes on by itself, or the time is over. */
export async function followParts(
  first: StartedPlan,
  { until, tell }: ToldWait,
  call: ToolCall,
): Promise<FollowedParts> {
  const { clock, signal } = call
  const ended = new Map<string, ImportRecord>()
  let wait = FIRST_WAIT_MS
  let before: string | undefined
  for (let found = first; ; found = await findStarted({ planId: first.plan.planId }, call)) {
    const records = await readParts(found, ended, call)
    const left = until - clock.now()
    const isOver = found.result.outcome !== 'uploading' && ended.size === records.size
    const states = [...records.values()].map(({ state }) => state).join()
    before ??= states
    if (isOver || left <= 0 || states !== before) {
      return { ...found, progress: await tellPartsProgress(await call.connect(), found, records, signal) }
    }
    tell(`${records.size} of ${counted(found.result.starts.length, 'part')} started, ${ended.size} ended`)
    await clock.sleep(Math.min(wait, left), signal)
    wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)
  }
}

/** The parts as they are now. */
export const readPartsNow = (found: StartedPlan, call: ToolCall): Promise<FollowedParts> =>
  followParts(found, { until: call.clock.now(), tell: () => undefined }, call)

/** Parts that have ended are read once. */
async function readParts(
  { result }: StartedPlan,
  ended: Map<string, ImportRecord>,
  call: ToolCall,
): Promise<Map<string, ImportRecord>> {
  const records = new Map<string, ImportRecord>()
  for (const { importId } of result.starts) {
    if (importId === undefined) continue
    const record = ended.get(importId) ?? (await readImport({ importId }, call))
    records.set(importId, record)
    if (isFinished(record.state)) ended.set(importId, record)
  }
  return records
}

export function tellNextOfParts({ result, progress }: FollowedParts): string {
  const name = 'this planId'
  const { parts, errors, finished } = progress
  const left = [...tellUnknown(parts), ...tellUnsent(parts, result.ended, name)]
  if (!finished) {
    const follow = `Call get_import with ${name} and waitSeconds: 20.`
    // While parts are being sent, the answer to one of them may only be on its way.
    if (result.outcome === 'uploading') return `Parts are being sent${tellWaiting(result.waiting)}. ${follow}`
    return [...left, follow].join(' ')
  }
  const stopped = stoppedParts(parts)
  const steps = [
    ...left,
    ...[...stopped].map(
      ([state, numbers]) => `Part ${numbers.join(', ')} ended ${state}: not all its rows are imported.`,
    ),
    ...(stopped.has('CANCELED') && left.length === 0 ? [AGAIN] : []),
    ...(errors > 0 ? [`Call get_import_errors with ${name}, then export_failed_rows.`] : []),
  ]
  return steps.length === 0 ? 'Everything was imported. Nothing more to do.' : steps.join(' ')
}

/** A part alone is not sent again: what was agreed to is the file. */
const AGAIN = 'To import all parts of the file again, call start_import with allowRepeat: true.'

function tellUnknown(parts: PartsProgress['parts']): string[] {
  const unknown = parts.filter(({ state }) => state === 'UNKNOWN').map(({ part }) => part)
  if (unknown.length === 0) return []
  return [
    `No answer came for part ${unknown.join(', ')}, and HubSpot does not list it: it may exist, look there. It is not sent again by itself.`,
  ]
}

function tellUnsent(parts: PartsProgress['parts'], ended: string | undefined, name: string): string[] {
  const unsent = parts.filter(({ state }) => state === 'NOT_STARTED').map(({ part }) => part)
  if (unsent.length === 0) return []
  const why = ended === undefined ? '' : ` (${ended})`
  return [
    `Part ${unsent.join(', ')} was not sent${why}: call start_import with ${name} to go on; no part is sent twice.`,
  ]
}

function stoppedParts(parts: PartsProgress['parts']): Map<string, number[]> {
  const stopped = new Map<string, number[]>()
  for (const { part, importId, state } of parts) {
    if (importId !== null && state !== 'DONE') stopped.set(state, [...(stopped.get(state) ?? []), part])
  }
  return stopped
}
