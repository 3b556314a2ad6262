import { readHowever, STARTS, type Start, type StartIntent, sentAt, type UnsettledStart } from './recorded-start.ts'
import type { StateFolder } from './state-folder.ts'

/** What is kept of a start that HubSpot answered with an id, to know whether it is one that is looked for. */
export interface SettledStart {
  importId: string
  environment: StartIntent['environment']
  portalId: number
  /** Of sentAt(), in ms. */
  sent: number
}

export interface AllStarts {
  /**
   * All starts there are, in no order, but of those that are settled only the wanted ones: nothing about these changes
   * any more, so each is read from the disk once and not at every look. `damaged`: not even its plan can be read.
   */
  read(isWanted: (settled: SettledStart) => boolean): AsyncGenerator<UnsettledStart | 'damaged'>
}

/** Enough to keep the threads busy that read files, few enough for any limit of open ones. */
const AT_ONCE = 16

export function createAllStarts(state: StateFolder): AllStarts {
  const settled = new Map<string, SettledStart>()
  const read = async (contentKey: string) => {
    const start = await readHowever(state, contentKey)
    const found = start === undefined || start === 'damaged' ? undefined : asSettled(start)
    if (found !== undefined) settled.set(contentKey, found)
    return start
  }
  return {
    async *read(isWanted) {
      const wanted: string[] = []
      for await (const contentKey of state.names(STARTS)) {
        const known = settled.get(contentKey)
        if (known === undefined || isWanted(known)) wanted.push(contentKey)
      }
      for (let at = 0; at < wanted.length; at += AT_ONCE) {
        const some = await Promise.all(wanted.slice(at, at + AT_ONCE).map(read))
        for (const start of some) if (start !== undefined) yield start
      }
    },
  }
}

/** undefined: it may still change. */
export function asSettled(start: Start): SettledStart | undefined {
  const { state, importId, environment, portalId } = start
  if (state !== 'started' || importId === undefined) return undefined
  return { importId, environment, portalId, sent: Date.parse(sentAt(start)) }
}
