import { createHash } from 'node:crypto'
import { z } from 'zod'

/** `prev` of the first line of an empty file. */
export const NO_LINE = '0'.repeat(64)

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * Where a line stands. Each process writes a chain of its own into the file, so that several can append without a lock
 * that a killed one would leave behind; the first line of a chain, and `seen`, tie the chains to each other.
 */
export const link = z.object({
  chain: z.string().regex(/^[0-9a-f]{16}$/),
  /** From 1, without a gap. */
  seq: z.number().int().min(1),
  /** Hash of the line before it in its chain; of a chain's first line, of the last line that was in the file. */
  prev: hash,
  /** Hash of the last line in the file, where another process wrote it. */
  seen: hash.optional(),
})

export type Link = z.infer<typeof link>

export interface Linked extends Link {
  hash: string
}

/** The text of a line with its hash at the end: SHA-256 of everything before it. */
export function chainLine(entry: object, at: Link): { text: string; hash: string } {
  const body = JSON.stringify({ ...entry, ...at }).slice(0, -1)
  const ofBody = hashOf(body)
  return { text: `${body},"hash":"${ofBody}"}\n`, hash: ofBody }
}

/** undefined: not a line of ours, not a whole one, or one that was changed. */
export function readChainLine(text: string): Linked | undefined {
  const [, body, told] = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/.exec(text) ?? []
  if (body === undefined || told === undefined || hashOf(body) !== told) return undefined
  const parsed = link.safeParse(jsonOrNothing(`${body}}`))
  return parsed.success ? { ...parsed.data, hash: told } : undefined
}

/** Whoever writes into the file can give anything its hash. */
function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex')
