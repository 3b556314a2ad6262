import { z } from 'zod'
import { entryText, parseEntry, undefinedIfDamaged } from './journal-entry.ts'
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

export async function readStart(state: StateFolder, contentKey: string): Promise<Start | undefined> {
  const text = await state.read(`${folder(contentKey)}/${INTENT}`)
  if (text === undefined) return undefined
  const base = parseEntry(intent, text)
  const names = await state.list(folder(contentKey))
  const attempt = Math.max(1, ...names.map((name) => Number.parseInt(name, 10)).filter(Number.isInteger))
  const at = async (name: StepName) =>
    names.includes(stepName(attempt, name)) ? state.read(step(contentKey, attempt, name)) : undefined
  const armedText = await at('armed')
  // Before a refusal: an import that another process has seen in HubSpot's list exists, whoever says that it was refused.
  const startedText = await at('started')
  if (startedText !== undefined) {
    // That it is started is known even where the time of its upload cannot be read.
    const sent = armedText === undefined ? {} : timeOf(armedText)
    return { ...base, state: 'started', attempt, ...sent, ...parseEntry(started, startedText) }
  }
  const refusedText = await at('refused')
  if (refusedText !== undefined) {
    parseEntry(refused, refusedText)
    return { ...base, state: 'refused', attempt }
  }
  if (armedText !== undefined) return { ...base, state: 'armed', attempt, ...parseEntry(armed, armedText) }
  return { ...base, state: 'planned', attempt }
}

function timeOf(text: string): z.output<typeof armed> | undefined {
  try {
    return parseEntry(armed, text)
  } catch (error) {
    return undefinedIfDamaged(error)
  }
}

/** Where a later step is damaged, what was planned is still told: as a start that may have been sent. */
export async function readHowever(
  state: StateFolder,
  contentKey: string,
): Promise<UnsettledStart | 'damaged' | undefined> {
  try {
    const start = await readStart(state, contentKey)
    return start && { ...start, isDamaged: false }
  } catch (error) {
    undefinedIfDamaged(error)
  }
  try {
    const text = await state.read(`${folder(contentKey)}/${INTENT}`)
    return text === undefined ? 'damaged' : { ...parseEntry(intent, text), state: 'armed', attempt: 1, isDamaged: true }
  } catch (error) {
    undefinedIfDamaged(error)
    return 'damaged'
  }
}

/** When the upload was on its way. One that was found in HubSpot's list, its journal lost, has no better time. */
export const sentAt = ({ armedAt, plannedAt }: Start): string => armedAt ?? plannedAt

type StepName = 'armed' | 'started' | 'refused'

const INTENT = 'intent.json'

/** Of all starts, one folder for each, named by its contentKey. */
export const STARTS = 'starts'

const folder = (contentKey: string): string => `${STARTS}/${contentKey}`

const stepName = (attempt: number, name: StepName): string => `${attempt}.${name}.json`

const step = (contentKey: string, attempt: number, name: StepName): string =>
  `${folder(contentKey)}/${stepName(attempt, name)}`

/** Writes a step, unless it is there: true for one of any number of callers. */
export const createStep = (
  state: StateFolder,
  { contentKey, attempt }: Pick<Start, 'contentKey' | 'attempt'>,
  ...[name, content]:
    | ['armed', z.input<typeof armed>]
    | ['started', z.input<typeof started>]
    | ['refused', z.input<typeof refused>]
): Promise<boolean> => state.create(step(contentKey, attempt, name), entryText(content))

/** As createStep, for what is written before the first one. */
export const createIntent = (state: StateFolder, value: StartIntent): Promise<boolean> =>
  state.create(`${folder(value.contentKey)}/${INTENT}`, entryText(intent.parse(value)))
