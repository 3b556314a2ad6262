import type { Actions } from './actions.ts'
import { checkView } from './check-view.ts'
import { button, element } from './element.ts'
import { mappingView } from './mapping-view.ts'
import { resultView } from './result-view.ts'
import { startView } from './start-view.ts'
import { STEPS, type State, type Step } from './state.ts'
import { TEXTS } from './texts.ts'
import type { Update } from './update.ts'

const VIEWS = { mapping: mappingView, check: checkView, start: startView, result: resultView }

/** The whole page for a state. */
export function layout(state: State, actions: Actions, update: Update): HTMLElement[] {
  const { plain, problem } = state
  const isEmpty = plain === null && !hasContent(state)
  return [
    header(state, actions),
    ...(problem === null ? [] : [problemBox(problem, update)]),
    ...(state.canAct || !hasContent(state) ? [] : [element('p', { class: 'note' }, TEXTS.readOnlyHost)]),
    ...(problem !== null && isEmpty ? [] : content(state, actions, update)),
  ]
}

const content = (state: State, actions: Actions, update: Update): HTMLElement[] =>
  state.plain === null
    ? VIEWS[state.step](state, actions, update)
    : [element('pre', { class: 'plain', tabindex: 0 }, state.plain)]

const hasContent = ({ columns, report, started, progress, errors }: State): boolean =>
  columns.length > 0 || [report, started, progress, errors].some((each) => each !== null)

function header(state: State, actions: Actions): HTMLElement {
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      { class: 'title' },
      element('h1', {}, TEXTS.title),
      state.account === 'sandbox' && element('span', { class: 'tag', title: TEXTS.sandboxHint }, TEXTS.sandbox),
      state.busy !== null && element('span', { class: 'busy' }, state.busy),
      state.canEnlarge && button(TEXTS.enlarge, { class: 'quiet enlarge', key: 'enlarge', onClick: actions.enlarge }),
    ),
    element(
      'nav',
      { 'aria-label': TEXTS.stepsLabel },
      element('ol', { class: 'steps' }, ...STEPS.map((step, place) => stepItem(step, place, state, actions))),
    ),
  )
}

function stepItem(step: Step, place: number, state: State, actions: Actions): HTMLElement {
  const isCurrent = step === state.step
  const canGo = !isCurrent && isReachable(step, state)
  const label = [element('span', { class: 'step-number', 'aria-hidden': 'true' }, place + 1), TEXTS.steps[step]]
  return element(
    'li',
    { 'aria-current': isCurrent ? 'step' : undefined, class: isCurrent ? 'current' : '' },
    canGo
      ? element('button', { type: 'button', key: `step-${step}`, onClick: () => actions.go(step) }, ...label)
      : element('span', {}, ...label),
  )
}

function isReachable(step: Step, { columns, report, isStale, started, progress, errors }: State): boolean {
  if (step === 'mapping') return columns.length > 0
  if (step === 'check') return report !== null
  if (step === 'start') return report !== null && !isStale
  return started !== null || progress !== null || errors !== null
}

/** An error of the server: what happened, and how to go on. */
function problemBox(problem: string, update: Update): HTMLElement {
  const [what = '', ...then] = problem.split('\n')
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    element('p', {}, what.replace(/^\w+: /, '')),
    ...then.filter((line) => line.startsWith('Fix: ')).map((line) => element('p', { class: 'muted' }, line.slice(5))),
    button(TEXTS.dismiss, { class: 'quiet', key: 'dismiss', onClick: () => update({ problem: null }) }),
  )
}
