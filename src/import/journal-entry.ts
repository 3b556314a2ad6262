import { createHash } from 'node:crypto'
import { z } from 'zod'
import { UsageError } from '../errors.ts'

/** Of the form of the files. A change that older programs would misread counts it up. */
const VERSION = 1

/** Without a version it is an entry of before they had one. */
const wrapped = z.object({ version: z.number(), sha256: z.string(), entry: z.unknown() })

/** What is written to disk of an entry: it can be told from a damaged one, and from one of a newer program. */
export const entryText = (entry: object): string =>
  JSON.stringify({ version: VERSION, sha256: hashOf({ version: VERSION, entry }), entry })

const hashOf = (content: { version: number; entry: unknown }): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex')

/**
 * A damaged entry is never read as "not there": what it said may be that an import exists.
 * @throws UsageError journal_unavailable
 */
export function parseEntry<T extends z.ZodType>(schema: T, text: string): z.output<T> {
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
export function undefinedIfDamaged(error: unknown): undefined {
  if (error instanceof UsageError && error.code === 'journal_unavailable') return
  throw error
}
