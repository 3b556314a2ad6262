import { z } from 'zod'
import { _safeParse, $ZodError } from 'zod/v4/core'
import { UsageError } from '../errors.ts'
import { isRecord } from '../is-record.ts'
import { nearest } from '../nearest.ts'
import { safeText } from '../safe-text.ts'
import { argumentPlace } from './argument-place.ts'

/**
 * An id as HubSpot writes it: digits. Models send it as a number as often as a string. A number above 2^53 was rounded
 * when its JSON was read, so it may be the id of something else.
 */
export const idText = z.preprocess(
  (value) => (Number.isSafeInteger(value) ? String(value) : value),
  z
    .string({ error: ({ input }) => (typeof input === 'number' ? 'send it as a text of digits' : undefined) })
    .regex(/^\d{1,20}$/, 'an id is digits'),
)

/**
 * A number above 0 for something that is written, also as a text of digits. Not what JavaScript makes of other values: a
 * `true` would be the type 1, or a limit of 1.
 */
export const positiveNumber = z.preprocess(
  (value) => (typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value),
  z.number().int().positive(),
)

/** A column by name or index. An index may come as a number; a name of digits goes before an index. */
export const columnText = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string())

/**
 * The arguments of a call, parsed. A JSON text where an object or array is expected is read as JSON; an unknown
 * argument is refused with the nearest valid name, since a dropped safety argument would run for real.
 * @throws UsageError invalid_arguments
 */
export function parseArguments<Input extends z.ZodObject>(tool: string, input: Input, args: unknown): z.output<Input> {
  const given = asRecord(tool, args ?? {})
  refuseUnknown(tool, Object.keys(input.shape), Object.keys(given))
  const read = readJsonTexts(input, given)
  refuseTooMany(tool, read)
  const result = safeParse(input, read)
  if (result.success) return result.data
  throw new UsageError(
    'invalid_arguments',
    `${tool}: ${result.error.issues
      .slice(0, 5)
      .map((issue) => describeIssue(input, issue))
      .join('; ')}.`,
    takesText(tool, input, result.error.issues[0]?.path ?? []),
  )
}

/**
 * Its error is a list of issues and no Error: where in this program arguments were refused is told to nobody. Not from
 * `z.core`: the bundler would keep all of it, with zod's texts in forty languages.
 */
const safeParse = _safeParse($ZodError)

function asRecord(tool: string, args: unknown): Record<string, unknown> {
  if (isRecord(args)) return args
  throw new UsageError(
    'invalid_arguments',
    `${tool} takes an object of named arguments.`,
    `Send arguments as {"name": value}.`,
  )
}

function refuseUnknown(tool: string, known: string[], given: string[]): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = nearest(unknown, known)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  throw new UsageError(
    'invalid_arguments',
    `${tool} has no argument "${safeText(unknown, 60)}".${hint}`,
    `Its arguments are ${listNames(known)}.`,
  )
}

/** Many times what a request for a thousand columns has. To say of each of two million that it is wrong takes seconds. */
const MOST_VALUES = 100_000

function refuseTooMany(tool: string, args: Record<string, unknown>): void {
  const unseen: unknown[] = [args]
  let count = 0
  while (unseen.length > 0) {
    const inner = valuesIn(unseen.pop())
    count += inner.length
    if (count > MOST_VALUES) throw tooMany(tool)
    for (const one of inner) unseen.push(one)
  }
}

const valuesIn = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : []

const tooMany = (tool: string) =>
  new UsageError(
    'invalid_arguments',
    `${tool} was given more than ${MOST_VALUES.toLocaleString('en-US')} values.`,
    'Send what belongs into a file as a file, and the rest in several calls.',
  )

function readJsonTexts(input: z.ZodObject, given: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(given).some(isJsonText)) return given
  const entries = Object.entries(given).map(([name, value]) => [name, readJsonText(input.shape[name], value)] as const)
  return Object.fromEntries(entries)
}

const isJsonText = (value: unknown): value is string => typeof value === 'string' && /^\s*[[{]/.test(value)

/** Reads `value` as JSON when the field would refuse it as it is and takes what the JSON says. */
function readJsonText(field: unknown, value: unknown): unknown {
  if (!isJsonText(value) || !(field instanceof z.ZodType)) return value
  if (field.safeParse(value).success) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function describeIssue(input: z.ZodObject, issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? 'arguments' : issue.path.map(String).join('.')
  return `${safeText(place, 80)}: ${safeText(issue.message, 200)}${meantField(input, issue)}`
}

function meantField(input: z.ZodObject, issue: z.core.$ZodIssue): string {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : []
  const fields = argumentPlace(input, issue.path)?.fields ?? []
  const meant = unknown === undefined ? undefined : nearest(unknown, fields)
  return meant === undefined ? '' : ` (did you mean "${meant}"?)`
}

/** What may stand where something was refused: the fields of that place rather than the arguments of the tool. */
function takesText(tool: string, input: z.ZodObject, path: readonly PropertyKey[]): string {
  const inner = argumentPlace(input, path)
  if (inner === undefined) return `Call ${tool} again with ${listNames(Object.keys(input.shape))}.`
  return `Call ${tool} again; ${safeText(inner.place, 80)} takes ${listNames(inner.fields)}.`
}

function listNames(names: string[]): string {
  return names.length === 0 ? 'no arguments' : names.join(', ')
}
