import type { Host } from './host.ts'
import type { State } from './state.ts'
import { TEXTS } from './texts.ts'

const { model: words } = TEXTS
const MOST_CHANGES = 10

/** The model learns with its next turn what the person did here; a host that cannot take it is not bothered. */
export function tellModel({ capabilities, request }: Host, state: State, changes: readonly string[]): void {
  const { planId, isStale, started, progress, exported } = state
  if (capabilities.updateModelContext === undefined || planId === null) return
  const report = isStale ? null : state.report
  const [again] = exported?.plans ?? []
  const said = [
    words.plan(planId),
    ...(changes.length > 0 ? [words.changed(changes.slice(-MOST_CHANGES).join('; '))] : []),
    ...(report === null && started === null ? [words.unchecked] : []),
    ...(report === null ? [] : [words.checked(report.rowsLost, report.valuesLost)]),
    ...(started === null ? [] : [words.started(started.outcome)]),
    ...(progress === null ? [] : [words.state(progress.state)]),
    ...(again === undefined ? [] : [words.exported(again.paths.join(', '), again.planId)]),
  ]
  const content = [{ type: 'text', text: said.join(' ') }]
  request('ui/update-model-context', { content }).catch(() => undefined)
}
