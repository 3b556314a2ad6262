import type { ServerResponse } from 'node:http'

/** Calls that are being answered, and files on their way in or out. */
export interface InFlight {
  add(res: ServerResponse): void
  /** Resolves as soon as there are none. */
  none(): Promise<void>
}

export function createInFlight(): InFlight {
  const running = new Set<ServerResponse>()
  let waiting: (() => void)[] = []
  return {
    add(res) {
      running.add(res)
      res.once('close', () => {
        running.delete(res)
        if (running.size > 0) return
        for (const go of waiting) go()
        waiting = []
      })
    },
    async none() {
      if (running.size > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
