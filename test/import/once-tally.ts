import type { OnceResult } from './once-run.ts'

/** What the runs met, for whoever makes a long one. */
export function createOnceTally() {
  const counts = new Map<string, number>()
  const count = (what: string, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times)
  let imports = 0
  return {
    add(result: OnceResult): OnceResult {
      const { rounds, held, rows } = result
      const told = rounds.flatMap((round) => round.told)
      const heldBefore = rounds.at(-1)?.held ?? []
      count('runs')
      imports += held.length
      count('imports', held.length)
      count('calls of start_import while things broke', told.length)
      count(`runs with ${rows.length} parts`)
      for (const outcome of new Set(told.map((one) => one.outcome))) count(`runs in which somebody was told ${outcome}`)
      if (held.length < rows.length) count('runs with a part that stayed unknown, without an import')
      if (heldBefore.length < held.length) count('runs with a part that was started by the calls afterwards')
      const ids = new Set(told.flatMap(({ parts }) => parts.map(({ importId }) => importId)))
      if (heldBefore.some(({ importId }) => !ids.has(importId))) {
        count('runs with an import nobody had been told of, and that was found again')
      }
      return result
    },
    imports: () => imports,
    tell: () => [...counts].map(([what, times]) => `${times} ${what}`).join('\n'),
  }
}
