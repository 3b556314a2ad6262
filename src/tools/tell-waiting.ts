import type { Waiting } from '../import/parts/turn.ts'

/** `; the next one waits until 2026-05-01T00:00:00.000Z: …`, or nothing. */
export function tellWaiting(waiting: Waiting | null): string {
  if (waiting === null) return ''
  const time = waiting.until === null ? '' : ` until ${waiting.until}`
  return `; the next one waits${time}: ${waiting.why}`
}

/** `It waits: …. `, or nothing. */
export const tellOwnWaiting = (waiting: Waiting | null): string =>
  waiting === null ? '' : `It waits: ${waiting.why}. `
