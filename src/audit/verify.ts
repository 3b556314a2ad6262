import { type Linked, NO_LINE, readChainLine } from './chain.ts'

export interface Verified {
  lines: number
  /** Processes that wrote into the file. */
  chains: number
  /** Of the last line: kept elsewhere, it tells a later cut of the tail. */
  lastHash: string | null
  broken: { line: number; problem: string } | null
}

/**
 * Follows every chain of an audit log and stops at the first line that does not fit. Found is a line that was changed,
 * removed, put in another place or not written to its end. Not found are lines cut off the end, unless their hash is
 * among `known`, and a file that somebody wrote anew from its first line on: the hashes have no key.
 */
export async function verifyLines(lines: AsyncIterable<string>, known: readonly string[]): Promise<Verified> {
  const chains = new Map<string, Linked>()
  const hashes = new Set<string>()
  const result: Verified = { lines: 0, chains: 0, lastHash: null, broken: null }
  let place = 0
  for await (const text of lines) {
    place += 1
    // A process that saw a half of another's line began on a new one, but the other half came in between.
    if (text === '') continue
    result.lines += 1
    const line = readChainLine(text)
    const problem = line === undefined ? 'is not whole or was changed' : problemOf(line, chains.get(line.chain), hashes)
    if (line === undefined || problem !== undefined) {
      return { ...result, broken: { line: place, problem: problem ?? '' } }
    }
    chains.set(line.chain, line)
    hashes.add(line.hash)
    result.chains = chains.size
    result.lastHash = line.hash
  }
  const cut = known.find((hash) => !hashes.has(hash))
  if (cut === undefined) return result
  return { ...result, broken: { line: place + 1, problem: `a later line, with the hash ${cut}, is missing` } }
}

function problemOf(line: Linked, before: Linked | undefined, hashes: ReadonlySet<string>): string | undefined {
  const { seq, prev, seen } = line
  if (before === undefined && seq > 1) return `is line ${seq} of its process, and the lines before it are missing`
  if (before !== undefined && seq !== before.seq + 1) return `is line ${seq} of its process, after line ${before.seq}`
  if (before === undefined ? prev !== NO_LINE && !hashes.has(prev) : prev !== before.hash) {
    return 'follows a line that is missing or was changed'
  }
  return seen === undefined || hashes.has(seen) ? undefined : 'was written after a line that is missing or was changed'
}
