import type { Actions } from './actions.ts'
import { chart, foundItem, tiles } from './chart.ts'
import { button, element } from './element.ts'
import type { Errors, Exported, Progress } from './results.ts'
import type { State } from './state.ts'
import { TEXTS } from './texts.ts'

const { result: words } = TEXTS
const again = words.outcomes.get('already_started')

export function resultView(state: State, actions: Actions): HTMLElement[] {
  const { progress, started, errors, exported } = state
  return [
    element('h2', { tabindex: -1 }, words.heading),
    ...(progress === null
      ? [element('p', { class: 'lead' }, words.outcomes.get(started?.outcome ?? '') ?? '')]
      : progressPart(progress)),
    ...(progress !== null && started?.outcome === 'already_started' ? [element('p', { class: 'note' }, again)] : []),
    ...(errors === null ? [] : errorsPart(errors)),
    ...(exported === null ? [] : exportedPart(exported, state, actions)),
    buttons(state, actions),
  ]
}

function progressPart(progress: Progress): HTMLElement[] {
  const { finished, allImported, state, created, updated, rowsLost, valuesLost, name } = progress
  const isDone = finished && state === 'DONE'
  const done = allImported ? words.all : words.withLoss
  const headline = isDone ? done : (words.states.get(state) ?? state)
  return [
    element(
      'p',
      { class: `lead ${finished && allImported ? 'good' : ''}` },
      headline,
      name !== '' && element('span', { class: 'muted' }, ` ${name}`),
    ),
    ...(finished ? [] : [progressBar(progress)]),
    tiles([
      { label: words.tiles.created, value: created },
      { label: words.tiles.updated, value: updated },
      ...(rowsLost === null ? [] : [{ label: TEXTS.check.tiles.rows, value: rowsLost, isBad: true }]),
      ...(valuesLost === null || valuesLost === 0
        ? []
        : [{ label: TEXTS.check.tiles.values, value: valuesLost, isBad: true }]),
    ]),
  ]
}

/** Without a known end the bar only says that something goes on. */
function progressBar(progress: Progress): HTMLElement {
  const share = shareOf(progress)
  return element('progress', { 'aria-label': words.progress, max: 1, value: share ?? undefined })
}

function shareOf({ state, sentBytes, totalBytes, created, updated, rows, rowsLost }: Progress): number | null {
  if (state === 'UPLOADING') return totalBytes === 0 ? null : sentBytes / totalBytes
  const done = created + updated + (rowsLost ?? 0)
  return rows === null || rows === 0 || done === 0 ? null : Math.min(1, done / rows)
}

function errorsPart({ groups, groupsLeftOut, complete, total }: Errors): HTMLElement[] {
  if (groups.length === 0) return []
  return [
    chart(groups, { caption: words.errors, kind: words.kind, count: words.count }),
    element(
      'section',
      { 'aria-label': words.details },
      ...groups.map((group, place) => foundItem(group, `error-${group.errorType}-${group.columnName}-${place}`)),
      groupsLeftOut > 0 && element('p', { class: 'muted' }, TEXTS.check.more(groupsLeftOut)),
      !complete && total !== null && element('p', { class: 'muted' }, words.incomplete),
    ),
  ]
}

function exportedPart({ plans }: Exported, { canAct, busy }: State, actions: Actions): HTMLElement[] {
  if (plans.length === 0) return [element('p', { class: 'card' }, words.nothingToSend)]
  return plans.map(({ planId, rows, paths, rowsStillFailing, valuesStillFailing }) =>
    element(
      'div',
      { class: 'card' },
      element('p', { class: 'path' }, words.exported(rows, paths.join(', '))),
      rowsStillFailing + valuesStillFailing > 0 && element('p', {}, words.still(rowsStillFailing, valuesStillFailing)),
      canAct &&
        button(words.checkAgain, {
          key: `check-${planId}`,
          busy: busy !== null,
          onClick: () => actions.check({ planId }),
        }),
    ),
  )
}

function buttons({ progress, errors, exported, planId, canAct, busy }: State, actions: Actions): HTMLElement {
  const isBusy = busy !== null
  const hasErrors = errors === null ? (progress?.errors ?? 0) > 0 : errors.groups.length > 0
  return element(
    'div',
    { class: 'actions' },
    canAct &&
      hasErrors &&
      planId !== null &&
      exported === null &&
      button(words.exportRows, {
        class: 'primary',
        key: 'export',
        busy: isBusy,
        title: words.exportHint,
        onClick: actions.exportRows,
      }),
    canAct &&
      hasErrors &&
      errors === null &&
      button(words.explain, { key: 'explain', busy: isBusy, onClick: actions.explain }),
    canAct &&
      progress?.finished !== true &&
      button(words.follow, { key: 'follow', busy: isBusy, onClick: actions.follow }),
  )
}
