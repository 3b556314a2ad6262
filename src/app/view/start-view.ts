import type { Actions } from './actions.ts'
import { button, element } from './element.ts'
import type { Report } from './results.ts'
import type { State } from './state.ts'
import { objectName, TEXTS } from './texts.ts'
import type { Update } from './update.ts'

const { start: words } = TEXTS

/** What will happen, and the button that makes it happen. */
export function startView(state: State, actions: Actions, update: Update): HTMLElement[] {
  const { report, isStale, busy, canAct } = state
  const heading = element('h2', { tabindex: -1 }, words.heading)
  if (report === null || isStale) return [heading, element('p', {}, words.notChecked)]
  const isBlocked = !report.ready && !state.accepted
  return [
    heading,
    consequence(report, state),
    ...forecast(report, state, actions),
    ...(report.ready ? [] : [acceptance(report, state, update)]),
    element(
      'div',
      { class: 'actions' },
      canAct &&
        button(words.go(report.rows), {
          class: 'primary',
          key: 'start',
          busy: busy !== null || isBlocked,
          'aria-describedby': 'consequence',
          // The text belongs to the plan that was checked: of a plan that changed since, the server takes none.
          onClick: () => actions.start(report.confirm),
        }),
    ),
  ]
}

function consequence(report: Report, { files, account, operations }: State): HTMLElement {
  const { rows, rowsLost } = report
  const losses = lossesOf(report)
  const operation = operations.map(([id, one]) => words.operation(objectName(id), words.operations.get(one) ?? one))
  const written = [words.written(rows - rowsLost), ...operation]
  const names = files.map(({ fileName }) => fileName).join(', ')
  return element(
    'div',
    { class: 'card consequence', id: 'consequence' },
    element(
      'p',
      { class: 'lead' },
      element('strong', {}, words.rows(rows, names)),
      account !== null && words.into(account === 'sandbox' ? words.account('sandbox', '') : account),
      '.',
    ),
    !isRefused(report) && element('p', {}, written.join(' ')),
    losses !== '' && element('p', { class: 'bad' }, losses),
    element('p', { class: 'muted' }, words.undo),
  )
}

const isRefused = ({ findings }: Report): boolean =>
  findings.some(({ outcome, isError }) => outcome === 'file_refused' && isError)

function lossesOf(report: Report): string {
  const { rowsLost, valuesLost, associationsLost } = report
  const losses = [
    ...(isRefused(report) ? [words.refused] : []),
    ...(rowsLost > 0 ? [words.lost(rowsLost)] : []),
    ...(valuesLost > 0 ? [words.values(valuesLost)] : []),
    ...(associationsLost > 0 ? [words.associations(associationsLost)] : []),
  ]
  return losses.join(' ')
}

function forecast(
  { forecast: summary, notLookedUp }: Report,
  { canAct, busy }: State,
  actions: Actions,
): HTMLElement[] {
  if (summary !== null) {
    return [
      element(
        'section',
        { class: 'card', 'aria-labelledby': 'forecast' },
        element('h3', { id: 'forecast' }, words.forecast),
        element('p', {}, summary),
        notLookedUp.length > 0 && element('ul', {}, ...notLookedUp.map((each) => element('li', {}, each))),
      ),
    ]
  }
  if (!canAct) return []
  return [
    element(
      'div',
      { class: 'offer' },
      button(words.lookUp, {
        key: 'look-up',
        busy: busy !== null,
        onClick: () => actions.check({ checkRecords: true }),
      }),
      element('span', { class: 'muted' }, words.lookUpHint),
    ),
  ]
}

function acceptance(report: Report, { accepted, canAct }: State, update: Update): HTMLElement {
  const box = element('input', {
    type: 'checkbox',
    key: 'accept',
    checked: accepted,
    disabled: !canAct,
    onChange: () => update({ accepted: box.checked }),
  })
  return element('label', { class: 'accept' }, box, words.accept(lossesOf(report)))
}
