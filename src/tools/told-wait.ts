import type { ToolCall } from './tool.ts'

export interface ToldWait {
  /** Milliseconds since 1970. */
  until: number
  /** What is going on from now on. */
  tell: (message: string) => void
}

/** A wait of so many seconds, told as seconds that have passed: whatever is waited for, the number rises. */
export function toldWait(seconds: number, { clock, report }: Pick<ToolCall, 'clock' | 'report'>): ToldWait {
  const begin = clock.now()
  return {
    until: begin + seconds * 1000,
    tell(message) {
      const progress = Math.min(seconds, (clock.now() - begin) / 1000)
      report({ progress, total: seconds, message })
    },
  }
}
