import type { IncomingMessage, ServerResponse } from 'node:http'

/** Calls and uploads that are being answered. The stream that a session keeps open (GET) is none. */
export interface InFlight {
  add(req: IncomingMessage, res: ServerResponse): void
  /** Resolves as soon as there are none. */
  none(): Promise<void>
}

export function createInFlight(): InFlight {
  const running = new Set<ServerResponse>()
  let waiting: (() => void)[] = []
  return {
    add({ method }, res) {
      if (method === 'GET') return
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
