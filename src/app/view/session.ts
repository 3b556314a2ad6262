import type { Host } from './host.ts'
import { readRevised } from './results.ts'
import { type State, withAnswer } from './state.ts'
import { tellModel } from './tell-model.ts'

/** Where the state is kept and shown. */
export interface Store {
  get(): State
  set(change: Partial<State>): void
  replace(state: State): void
  /** Said once, to whoever listens instead of looking. */
  announce(message: string): void
}

/** Calls of tools whose answers become the state. */
export interface Session {
  /** @throws Error with the text of the answer, if that is an error */
  call(name: string, args: Record<string, unknown>): Promise<void>
  /** Waits for what runs already: of two changes the second is one of the first. */
  run(busy: string, work: () => Promise<unknown>, done?: string): void
  /** The import of the page, as tools are told: the parts of a large one have only their plan in common. */
  subject(): { importId: string } | { planId: string | null }
  /** Until the import is finished, and then its errors. */
  follow(): Promise<void>
}

/** Short, so that the bar moves; the server answers earlier when the state changes. */
const WAIT_SECONDS = 3

export function createSession(host: Host, store: Store, closed: AbortSignal): Session {
  const changes: string[] = []
  let last = Promise.resolve()
  let following = false

  const call: Session['call'] = async (name, args) => {
    const answer = await host.callTool(name, args)
    if (answer.isError) throw new Error(answer.text)
    store.replace(withAnswer(store.get(), answer))
    if (answer.structured?.changed !== undefined) changes.push(...readRevised(answer.structured).changed)
  }
  const subject: Session['subject'] = () => {
    const { planId, importId, started, progress } = store.get()
    return importId === null ? { planId: progress?.planId ?? started?.planId ?? planId } : { importId }
  }
  const settle = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      tellModel(host, store.get(), changes)
      return true
    } catch (error) {
      store.set({ problem: error instanceof Error ? error.message : String(error) })
      return false
    }
  }
  const followToEnd = async (): Promise<void> => {
    while (!closed.aborted && store.get().progress?.finished !== true) {
      await call('get_import', { ...subject(), waitSeconds: WAIT_SECONDS })
    }
    if ((store.get().progress?.errors ?? 0) > 0) await call('get_import_errors', { ...subject(), limit: 0 })
  }
  return {
    call,
    subject,
    run(busy, work, done = '') {
      last = last.then(async () => {
        store.set({ busy, problem: null })
        if (await settle(work)) store.announce(done)
        store.set({ busy: null })
      })
    },
    async follow() {
      if (following) return
      following = true
      await settle(followToEnd)
      following = false
    },
  }
}
