import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CONTACT } from '../hubspot/object-types.ts'
import type { Log } from '../log.ts'
import type { ImportErrorStore } from './import-error-store.ts'
import { mappedObjectTypeIds } from './import-request-check.ts'
import { FINISHED, type ImportStore, type StoredImport } from './import-store.ts'
import type { ImportCounters, ImportHooks, ImportJob, ImportResult } from './run-import/import-job.ts'
import type { SandboxClock } from './sandbox-clock.ts'
import type { RecordStore } from './store.ts'

export type RunImport = (job: ImportJob, store: RecordStore, hooks: ImportHooks) => Promise<ImportResult>

export interface ImportScheduler {
  /** Gives the import a place, or lets it wait: DEFERRED. */
  accept(id: number): void
  /** false: it has already ended. */
  cancel(id: number): boolean
  /** State and counters as they are this moment. */
  progress(stored: StoredImport): Pick<StoredImport, 'state' | 'counters'>
  /** After a restart: what had not begun begins, what was under way has failed. */
  resume(): void
  /** Breaks off what is under way. */
  stop(): Promise<void>
}

export interface SchedulerParts {
  imports: ImportStore
  errors: ImportErrorStore
  store: RecordStore
  clock: SandboxClock
  log: Log
  run: RunImport
}

/** HubSpot processes three imports of an account at once. */
export const MAX_RUNNING = 3
/** Time between the POST and the first row, and the least time an import is seen as PROCESSING. */
export const START_MS = 300
export const PROCESSING_MS = 400
/** Sandbox time that passes between two slices of rows under the manual clock, so that a test can stop in between. */
const SLICE_MS = 1

interface Place {
  cancelled: boolean
  counters: ImportCounters
  /** Stops it before it has begun. */
  callOff: () => void
  work: Promise<void>
}

export function createImportScheduler(parts: SchedulerParts): ImportScheduler {
  const { imports, clock } = parts
  const running = new Map<number, Place>()
  const waiting: number[] = []
  const life = { stopped: false }

  const begin = (id: number) => {
    const place: Place = { cancelled: false, counters: {}, callOff: () => undefined, work: Promise.resolve() }
    running.set(id, place)
    place.callOff = clock.after(START_MS, () => {
      place.work = processImport(id, place, parts, life)
        .catch((error: unknown) => parts.log('error', 'an import could not be kept', { message: String(error) }))
        .finally(() => release(id))
      return place.work
    })
  }
  const release = (id: number) => {
    running.delete(id)
    const next = life.stopped ? undefined : waiting.shift()
    if (next !== undefined) begin(next)
  }
  const accept = (id: number) => {
    if (running.size < MAX_RUNNING) return begin(id)
    waiting.push(id)
    imports.change(id, { state: 'DEFERRED' })
  }
  const withdraw = (id: number, place: Place | undefined) => {
    if (place === undefined) waiting.splice(waiting.indexOf(id), 1)
    else {
      place.callOff()
      release(id)
    }
    removeFiles(id, parts).catch((error: unknown) =>
      parts.log('error', 'uploaded files could not be removed', { message: String(error) }),
    )
  }
  return {
    accept,
    cancel(id) {
      const state = imports.find(id)?.state ?? 'DONE'
      if (FINISHED.includes(state)) return false
      const place = running.get(id)
      imports.change(id, { state: 'CANCELED', counters: positive(place?.counters ?? {}) })
      if (place !== undefined && state === 'PROCESSING') place.cancelled = true
      else withdraw(id, place)
      return true
    },
    progress(stored) {
      const place = running.get(stored.id)
      if (place === undefined || stored.state !== 'PROCESSING') return stored
      return { state: stored.state, counters: positive(place.counters) }
    },
    resume() {
      for (const { id, state } of imports.unfinished()) {
        if (state === 'PROCESSING') imports.change(id, { state: 'FAILED' })
        else accept(id)
      }
    },
    async stop() {
      life.stopped = true
      for (const place of running.values()) place.cancelled = true
      clock.stop()
      await Promise.all([...running.values()].map((place) => place.work))
    },
  }
}

async function processImport(
  id: number,
  place: Place,
  parts: SchedulerParts,
  life: { stopped: boolean },
): Promise<void> {
  const { imports, clock } = parts
  imports.change(id, { state: 'PROCESSING' })
  const began = clock.now()
  const result = await runEngine(id, place, parts)
  const rest = PROCESSING_MS - (clock.now() - began)
  if (rest > 0 && !place.cancelled) await clock.sleep(rest)
  // An import that the end of the sandbox breaks off stays PROCESSING, and has failed at the next start.
  if (life.stopped) return
  // A cancel has already written the state, and what was counted until then.
  if (!place.cancelled) {
    const objectLists = result.state === 'DONE' ? listsOf(imports, id) : []
    imports.change(id, { state: result.state, counters: positive(result.counters), objectLists })
  }
  await removeFiles(id, parts)
}

async function runEngine(id: number, place: Place, parts: SchedulerParts): Promise<ImportResult> {
  const { imports, errors, store, clock, log, run } = parts
  const job = { importId: String(id), request: imports.request(id), files: imports.files(id) }
  const hooks: ImportHooks = {
    error: (error) => errors.add(id, error),
    counters: (counters) => {
      place.counters = { ...counters }
    },
    cancelled: () => place.cancelled,
    yieldNow: () => (clock.mode === 'manual' ? clock.sleep(SLICE_MS) : new Promise((resolve) => setImmediate(resolve))),
  }
  try {
    return await run(job, store, hooks)
  } catch (error) {
    log('error', 'the import engine failed', { importId: job.importId, message: String(error) })
    return { state: 'FAILED', counters: place.counters }
  }
}

/** A static list of contacts is made when an import of contacts is done; its members are not kept. */
function listsOf(imports: ImportStore, id: number): StoredImport['objectLists'] {
  const request = imports.request(id)
  if (request.createContactListFromImport !== true || !mappedObjectTypeIds(request).includes(CONTACT)) return []
  return [{ listId: String(randomInt(1000, 100_000)), objectType: 'CONTACT' }]
}

const positive = (counters: ImportCounters): ImportCounters =>
  Object.fromEntries(Object.entries(counters).filter(([, count]) => count > 0))

/** Uploaded files are kept until their import has ended; they share a folder of their own. */
async function removeFiles(id: number, { imports }: SchedulerParts): Promise<void> {
  const folders = new Set(imports.files(id).map((file) => dirname(file.path)))
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
}
