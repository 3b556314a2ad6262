import type { Actions } from './actions.ts'
import { button, element } from './element.ts'
import type { Column, Target } from './results.ts'
import { type Search, type State, sameTarget } from './state.ts'
import { objectName, TEXTS } from './texts.ts'

const { mapping: words } = TEXTS
const LEAVE_OUT = 'leave-out'
const OTHER = 'other'

/** The property of a column, with what it could be instead; and the search, where one is open. */
export function propertySelect(column: Column, state: State, actions: Actions): HTMLElement[] {
  const { target, alternatives, proposed } = column
  if (!state.canAct) return [element('span', {}, target === null ? words.leaveOut : tellTarget(target))]
  const targets = distinct([target, proposed, ...alternatives])
  const isSearching = state.search?.file === column.file && state.search.index === column.index
  const choices = targets.map((each, place) =>
    element('option', { value: place, selected: !isSearching && sameTarget(each, target) }, tellTarget(each)),
  )
  const select = element(
    'select',
    {
      key: `property-${keyOf(column)}`,
      'aria-label': words.choose(nameOf(column)),
      onChange: () => choose(select.value, { column, targets, state, actions }),
    },
    ...choices,
    element('option', { value: LEAVE_OUT, selected: !isSearching && target === null }, words.leaveOut),
    element('option', { value: OTHER, selected: isSearching }, words.other),
  )
  return isSearching && state.search !== null ? [select, searchBox(column, state.search, state, actions)] : [select]
}

interface Choice {
  column: Column
  targets: readonly Target[]
  state: State
  actions: Actions
}

function choose(value: string, { column, targets, state, actions }: Choice): void {
  if (value === OTHER) actions.search(column, { objectTypeId: objectOf(column, state), query: '' })
  else actions.change(column, targets[Number(value)] ?? null)
}

function searchBox(column: Column, search: Search, state: State, actions: Actions): HTMLElement {
  const { objectTypeId, query, found } = search
  const input = element('input', {
    type: 'search',
    key: `search-${keyOf(column)}`,
    value: query,
    autocomplete: 'off',
    placeholder: words.searchHint,
    'aria-label': words.searchLabel(nameOf(column)),
    onInput: () => actions.search(column, { objectTypeId, query: input.value }),
  })
  const objects = objectIds(state)
  const object = element(
    'select',
    {
      'aria-label': words.searchObject,
      key: 'search-object',
      onChange: () => actions.search(column, { objectTypeId: object.value, query }),
    },
    ...objects.map((id) => element('option', { value: id, selected: id === objectTypeId }, objectName(id))),
  )
  const choices = (found ?? []).map((target) =>
    element(
      'li',
      {},
      button(tellTarget(target), {
        key: `found-${target.propertyName}`,
        busy: state.busy !== null,
        onClick: () => actions.change(column, target),
      }),
    ),
  )
  return element(
    'div',
    { class: 'search' },
    element('div', { class: 'search-line' }, input, objects.length > 1 && object),
    found !== null && found.length === 0 && element('p', { class: 'muted', role: 'status' }, words.nothingFound),
    choices.length > 0 && element('ul', { 'aria-label': words.found }, ...choices),
  )
}

const keyOf = ({ file, index }: Column): string => `${file}-${index}`

const nameOf = ({ name, index }: Column): string => (name === '' ? words.unnamed(index) : name)

function tellTarget({ objectTypeId, propertyName, label, toColumnObjectTypeId }: Target): string {
  if (propertyName === null) return words.link(objectName(toColumnObjectTypeId ?? objectTypeId))
  return words.target(label ?? propertyName, objectName(objectTypeId))
}

const distinct = (targets: readonly (Target | null)[]): Target[] =>
  targets
    .filter((one): one is Target => one !== null)
    .filter((one, place, all) => all.findIndex((other) => sameTarget(one, other)) === place)

/** The objects of the plan, the most used first. */
function objectIds({ columns }: State): string[] {
  const counts = new Map<string, number>()
  for (const { target } of columns) {
    if (target !== null) counts.set(target.objectTypeId, (counts.get(target.objectTypeId) ?? 0) + 1)
  }
  const ids = [...counts].sort(([, one], [, other]) => other - one).map(([id]) => id)
  return ids.length === 0 ? ['0-1'] : ids
}

const objectOf = ({ target, alternatives }: Column, state: State): string =>
  target?.objectTypeId ?? alternatives[0]?.objectTypeId ?? objectIds(state)[0] ?? '0-1'
