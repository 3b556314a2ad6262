import { findProperty } from './find-property.ts'
import type { Host } from './host.ts'
import type { Column, Finding, Target } from './results.ts'
import { columnChange, repairsWith, type WantedRepair, withLabel } from './revisions.ts'
import type { Session, Store } from './session.ts'
import { type Step, withMeaning } from './state.ts'
import { TEXTS } from './texts.ts'

/** What a person can do: each is one or two calls of a tool. */
export interface Actions {
  go(step: Step): void
  change(column: Column, target: Target | null): void
  search(column: Column, search: { objectTypeId: string; query: string }): void
  check(options?: { planId?: string; checkRecords?: boolean }): void
  /** Switches one repair, and checks again what would be lost. */
  repair(wanted: WantedRepair): void
  /** Notes what a text means; `to` undefined: nothing. */
  mean(finding: Finding, text: string, to: string | undefined): void
  /** `confirm` is the text that belongs to what the person has just read. */
  start(confirm: string): void
  follow(): void
  explain(): void
  exportRows(): void
  enlarge(): void
}

export function createActions(host: Host, store: Store, session: Session): Actions {
  const { call, run, subject, follow } = session
  const { busy, done } = TEXTS
  return {
    go: (step) => store.set({ step, problem: null, search: null }),
    change: (column, target) => run(busy.revise, () => change(column, target, { store, call }), done.revise),
    search: (column, search) => void findProperty({ host, store }, column, search),
    check: (options = {}) =>
      run(options.checkRecords ? busy.lookUp : busy.check, () => check(options, { store, call }), done.check),
    repair: (wanted) => run(busy.check, () => repair(wanted, { store, call }), done.check),
    mean: (finding, value, to) => store.set({ meanings: withMeaning(store.get(), finding, value, to) }),
    start: (confirm) =>
      run(busy.start, async () => {
        const { planId, accepted } = store.get()
        await call('start_import', { planId, confirm, acceptFindings: accepted })
        if (store.get().step === 'result') void follow()
      }),
    follow: () => void follow(),
    explain: () => run(busy.errors, () => call('get_import_errors', { ...subject(), limit: 0 })),
    exportRows: () => run(busy.exportRows, () => call('export_failed_rows', subject())),
    enlarge: () => void host.request('ui/request-display-mode', { mode: 'fullscreen' }).catch(() => undefined),
  }
}

interface Steps {
  store: Store
  call: Session['call']
}

async function change(column: Column, target: Target | null, { store, call }: Steps): Promise<void> {
  const { planId, files } = store.get()
  store.set({ search: null })
  await call('revise_mapping', { planId, columns: [columnChange(column, target, files.length > 1)] })
  if (target !== null) store.set({ columns: withLabel(store.get().columns, column, target) })
}

async function check(
  { planId, checkRecords = false }: { planId?: string; checkRecords?: boolean },
  { store, call }: Steps,
): Promise<void> {
  const { step } = store.get()
  await call('validate_import', { planId: planId ?? store.get().planId, checkRecords })
  // The forecast belongs to the question whether to start.
  if (checkRecords) store.set({ step })
}

async function repair(wanted: WantedRepair, { store, call }: Steps): Promise<void> {
  const state = store.get()
  const checkRecords = typeof state.report?.forecast === 'string'
  await call('revise_mapping', { planId: state.planId, repairs: repairsWith(state, wanted) })
  await call('validate_import', { planId: store.get().planId, checkRecords })
}
