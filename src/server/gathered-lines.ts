import type { LogLevel } from '../log.ts'

/** How long a line of a call may wait for others. */
const WAIT_MS = 50

export interface GatheredLines {
  write: (line: string, level: LogLevel) => void
  flush: () => void
}

/** Writes the log lines of busy times together: each write costs as much as a small call. A warning or an error never waits. */
export function gatherLines(write: (text: string) => void): GatheredLines {
  let waiting: string[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const text = waiting.join('')
    waiting = []
    write(text)
  }
  return {
    write(line, level) {
      waiting.push(line)
      if (level === 'warn' || level === 'error') flush()
      else timer ??= setTimeout(flush, WAIT_MS).unref()
    },
    flush,
  }
}
