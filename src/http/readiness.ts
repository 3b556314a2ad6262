import type { Clock } from '../clock.ts'

/** What is wrong, in plain words that tell no path; undefined: nothing. */
export type Check = () => Promise<string | undefined>

/** A check writes to the disk: whoever asks more often gets the same answer. */
const REMEMBERED_MS = 2000

/** Everything that keeps the server from working. */
export function createReadiness(checks: readonly Check[], clock: Clock): () => Promise<readonly string[]> {
  let last: { at: number; problems: Promise<readonly string[]> } | undefined
  return () => {
    const now = clock.now()
    if (last !== undefined && now - last.at < REMEMBERED_MS) return last.problems
    const problems = Promise.all(checks.map((check) => check())).then((found) =>
      found.filter((problem) => problem !== undefined),
    )
    last = { at: now, problems }
    return problems
  }
}
