import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { HubSpot } from '../hubspot/hubspot.ts'
import { LARGEST_PAGE, pages, readSmaller } from '../hubspot/pages.ts'
import { acknowledged, type Journal } from './journal.ts'
import type { Start } from './recorded-start.ts'

/** When HubSpot's list is looked at again after an upload whose answer was lost. */
export const LOOK_AGAIN_MS = [0, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000] as const

/** Clocks differ: imports a little older than the upload may still be it. */
const CLOCK_SLACK_MS = 600_000

/** A hundred thousand imports that are newer: whoever has more is told that the list does not end. */
const MAX_PAGES = 1_000

/**
 * Ids of the imports whose name ends with the marker, among those not older than `since`. HubSpot lists only imports
 * of the same app, newest first.
 */
export async function findByMarker(
  hubspot: HubSpot,
  marker: string,
  { since, signal }: { since: number; signal?: AbortSignal },
): Promise<string[]> {
  // An import that begins meanwhile moves the others on by one, so that one can stand on two pages.
  const found = new Set<string>()
  const read = readSmaller(LARGEST_PAGE, (page) => hubspot.imports.list(page, { signal }))
  for await (const { results } of pages(read, { maxPages: MAX_PAGES })) {
    for (const { id, importName } of results) if (importName?.endsWith(`~${marker}`)) found.add(id)
    const oldest = results.at(-1)
    // A page can be empty and not the last one.
    if (oldest !== undefined && Date.parse(oldest.createdAt) < since - CLOCK_SLACK_MS) break
  }
  return [...found]
}

/**
 * Looks once for an armed start in HubSpot's list. One match is adopted; none leaves it unknown.
 * @throws UsageError outcome_unknown when several imports carry the marker: a person has to look
 */
export async function reconcile(
  start: Start,
  { hubspot, journal, signal }: { hubspot: HubSpot; journal: Journal; signal?: AbortSignal },
): Promise<Start> {
  const since = Date.parse(start.armedAt ?? start.plannedAt)
  const importId = onlyOne(await findByMarker(hubspot, start.marker, { since, signal }), start)
  return importId === undefined ? start : acknowledged(journal, start, { importId, adopted: true })
}

/** @throws UsageError outcome_unknown when several imports carry the marker: a person has to look */
export function onlyOne([importId, ...more]: readonly string[], { importName }: Start): string | undefined {
  if (importId === undefined || more.length === 0) return importId
  throw new UsageError(
    'outcome_unknown',
    `HubSpot lists ${more.length + 1} imports named "${importName}": ${[importId, ...more].join(', ')}.`,
    'Ask a person to look at them in HubSpot and to delete what is there twice.',
    { outcome: 'unknown' },
  )
}

/** Looks again and again over about twenty minutes; the start stays `armed` when nothing appears. */
export async function reconcileUntilSettled(
  start: Start,
  { clock, ...deps }: { hubspot: HubSpot; journal: Journal; clock: Clock; signal?: AbortSignal },
): Promise<Start> {
  for (const wait of LOOK_AGAIN_MS) {
    await clock.sleep(wait, deps.signal)
    const settled = await reconcile(start, deps).catch(stillUnknown)
    if (settled !== undefined && settled.state !== 'armed') return settled
  }
  return start
}

/** A list that cannot be read proves nothing: it is never taken for "absent". */
export function stillUnknown(error: unknown): undefined {
  if (error instanceof UsageError && error.code !== 'cancelled' && error.code !== 'outcome_unknown') return undefined
  throw error
}

/** From then on an import that HubSpot does not list is not going to appear. */
export function settledAt(start: Start): number {
  const looking = LOOK_AGAIN_MS.reduce<number>((sum, wait) => sum + wait, 0)
  return Date.parse(start.armedAt ?? start.plannedAt) + looking
}
