import type { Actions } from './actions.ts'
import { chart, type Found, foundItem, tiles } from './chart.ts'
import { button, element } from './element.ts'
import { meaningList } from './meaning-list.ts'
import { repairList } from './repair-list.ts'
import type { Finding, Report } from './results.ts'
import type { State } from './state.ts'
import { TEXTS } from './texts.ts'

const { check: words } = TEXTS

export function checkView(state: State, actions: Actions): HTMLElement[] {
  const { report, isStale, busy, canAct } = state
  const heading = element('h2', { tabindex: -1 }, words.heading)
  const again = button(words.again, { key: 'check', busy: busy !== null, onClick: () => actions.check() })
  // While it is checked again the old report stays: what was just pressed keeps its place.
  if (report === null || (isStale && busy === null))
    return [heading, element('p', { class: 'muted' }, busy ?? words.unchecked), ...(canAct ? [again] : [])]
  return [
    heading,
    ...outcome(report),
    ...repairList(report, state, actions),
    ...meaningList(report, state, actions),
    ...findings(report),
    ...unknown(report),
    element(
      'div',
      { class: 'actions' },
      canAct && button(words.onward, { class: 'primary', key: 'onward', onClick: () => actions.go('start') }),
      canAct && again,
    ),
  ]
}

function outcome({ ready, rows, rowsLost, valuesLost, associationsLost, findings: found }: Report): HTMLElement[] {
  if (ready && found.length === 0) return [element('p', { class: 'lead good' }, words.clean(rows))]
  return [
    element('p', { class: ready ? 'lead good' : 'lead' }, ready ? words.clean(rows) : words.summary(rows)),
    tiles([
      { label: words.tiles.rows, value: rowsLost, isBad: true },
      { label: words.tiles.values, value: valuesLost, isBad: true },
      ...(associationsLost > 0 ? [{ label: words.tiles.associations, value: associationsLost, isBad: true }] : []),
    ]),
  ]
}

function findings({ findings: all, findingsLeftOut }: Report): HTMLElement[] {
  if (all.length === 0) return []
  return [
    chart(all.map(toFound), { caption: words.chart, kind: words.kind, count: words.count }),
    element(
      'section',
      { 'aria-labelledby': 'findings' },
      element('h3', { id: 'findings' }, words.details),
      ...all.map((each) => foundItem(toFound(each), keyOf(each))),
      findingsLeftOut > 0 && element('p', { class: 'muted' }, words.more(findingsLeftOut)),
    ),
  ]
}

/** Columns of several files, and of one file too, can have the same name. */
const keyOf = ({ errorType, fileName, columnIndex }: Finding): string => `found-${errorType}-${fileName}-${columnIndex}`

/** The server's advice names its tools; where a switch does the same, the page names the switch. */
function toFound({ repair, isError, ...finding }: Finding): Found {
  const { outcome: lost, fix, count } = finding
  const name = words.repairNames.get(repair?.name ?? '')
  const advice = repair === null || name === undefined ? fix : words.mends(name, repair.count, count)
  return { ...finding, outcome: isError ? lost : null, fix: advice }
}

function unknown({ onlyHubSpotKnows }: Report): HTMLElement[] {
  if (onlyHubSpotKnows.length === 0) return []
  return [
    element(
      'details',
      { class: 'found', key: 'only-hubspot' },
      element('summary', { key: 'only-hubspot-summary' }, element('span', { class: 'name' }, words.onlyHubSpot)),
      element('ul', {}, ...onlyHubSpotKnows.map((each) => element('li', {}, each))),
    ),
  ]
}
