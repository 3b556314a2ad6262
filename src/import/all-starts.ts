import { readHowever, STARTS, type Start, sentAt, type UnsettledStart } from './recorded-start.ts'
import type { StateFolder } from './state-folder.ts'

/** What is kept of a start that HubSpot answered with an id: nothing about it changes any more. */
export interface SettledStart extends Pick<Start, 'contentKey' | 'environment' | 'portalId' | 'rows'> {
  importId: string
  /** Of sentAt(), in ms. */
  sent: number
}

export interface AllStarts {
  /**
   * All starts there are, in no order; one that is settled is read from the disk once and not at every look.
   * `damaged`: not even its plan can be read.
   */
  read(): AsyncGenerator<SettledStart | UnsettledStart | 'damaged'>
}

/** Enough to keep the threads busy that read files, few enough for any limit of open ones. */
const AT_ONCE = 16

export function createAllStarts(state: StateFolder): AllStarts {
  const settled = new Map<string, SettledStart>()
  const read = async (contentKey: string) => {
    const start = await readHowever(state, contentKey)
    const found = start === undefined || start === 'damaged' ? undefined : asSettled(start)
    if (found !== undefined) settled.set(contentKey, found)
    return found ?? start
  }
  return {
    async *read() {
      const unknown: string[] = []
      for await (const contentKey of state.names(STARTS)) {
        const known = settled.get(contentKey)
        if (known === undefined) unknown.push(contentKey)
        else yield known
      }
      for (let at = 0; at < unknown.length; at += AT_ONCE) {
        const some = await Promise.all(unknown.slice(at, at + AT_ONCE).map(read))
        for (const start of some) if (start !== undefined) yield start
      }
    },
  }
}

export const isSettled = (start: SettledStart | UnsettledStart): start is SettledStart => 'sent' in start

/** undefined: it may still change. */
function asSettled(start: Start): SettledStart | undefined {
  const { state, contentKey, environment, portalId, rows, importId } = start
  if (state !== 'started' || importId === undefined) return undefined
  return { contentKey, environment, portalId, rows, importId, sent: Date.parse(sentAt(start)) }
}
