import type { ToolCall } from './tool.ts'

/**
 * A caller that waits hears something at least every five seconds, whatever hangs. A little less, because what is told
 * right after something else is left out.
 */
const TELL_EVERY_MS = 4_500

export interface ToldWait {
  /** Milliseconds since 1970. */
  until: number
  /** What is going on from now on. */
  tell: (message: string) => void
}

/** Work that may take `seconds`, told as seconds that have passed: whatever is waited for, the number rises. */
export async function toldWait<Result>(
  seconds: number,
  { clock, signal, report }: Pick<ToolCall, 'clock' | 'signal' | 'report'>,
  work: (wait: ToldWait) => Promise<Result>,
): Promise<Result> {
  const begin = clock.now()
  const done = new AbortController()
  const ended = AbortSignal.any([signal, done.signal])
  let message = 'Looking'
  const tellAgain = () => {
    const progress = Math.min(seconds, (clock.now() - begin) / 1000)
    report({ progress, total: seconds, message })
  }
  const again = async () => {
    while (!ended.aborted) {
      await clock.sleep(TELL_EVERY_MS, ended)
      tellAgain()
    }
  }
  again().catch(() => undefined)
  try {
    return await work({
      until: begin + seconds * 1000,
      tell(now) {
        message = now
        tellAgain()
      },
    })
  } finally {
    done.abort()
  }
}
