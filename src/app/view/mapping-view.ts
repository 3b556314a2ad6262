import type { Actions } from './actions.ts'
import { button, element } from './element.ts'
import { propertySelect } from './property-select.ts'
import type { Column } from './results.ts'
import { FILTERS, type Filter, type State } from './state.ts'
import { TEXTS } from './texts.ts'
import type { Update } from './update.ts'

const { mapping: words } = TEXTS

/** Rows at a time: a file can have a thousand columns. */
const PAGE = 25
/** From here on nobody needs to look, as the server's calibration says. */
const SURE = 0.9
const LIKELY = 0.7

export function mappingView(state: State, actions: Actions, update: Update): HTMLElement[] {
  if (state.columns.length === 0) return [element('p', { class: 'muted' }, state.busy === null && TEXTS.connecting)]
  const shown = state.columns.filter((column) => FITS[state.filter](column))
  const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1)
  const page = Math.min(state.page, last)
  return [
    element('h2', { tabindex: -1 }, words.heading),
    summary(state),
    ...questions(state),
    filters(state, update),
    shown.length === 0
      ? element('p', { class: 'muted' }, words.none)
      : table(shown.slice(page * PAGE, (page + 1) * PAGE), state, actions),
    ...(last === 0 ? [] : [pages(shown.length, page, update)]),
    element(
      'div',
      { class: 'actions' },
      state.canAct &&
        button(words.check, {
          class: 'primary',
          key: 'check',
          busy: state.busy !== null,
          onClick: () => actions.check(),
        }),
    ),
  ]
}

const FITS: Record<Filter, (column: Column) => boolean> = {
  all: () => true,
  doubtful: ({ target, confidence }) => target === null || (confidence !== null && confidence < SURE),
  leftOut: ({ target }) => target === null,
}

function summary({ columns, files }: State): HTMLElement {
  const matched = columns.filter(({ target }) => target !== null).length
  const rows = files.length === 0 ? null : files.reduce((sum, { rowCount }) => sum + rowCount, 0)
  const names = files.map(({ fileName }) => fileName).join(', ')
  return element(
    'p',
    { class: 'lead' },
    names !== '' && element('strong', {}, names),
    names !== '' && ' – ',
    words.summary(matched, columns.length, rows),
  )
}

function questions({ questions: asked }: State): HTMLElement[] {
  if (asked.length === 0) return []
  return [
    element(
      'section',
      { class: 'card attention', 'aria-labelledby': 'questions' },
      element('h3', { id: 'questions' }, words.questions),
      element('ul', {}, ...asked.map((question) => element('li', {}, question))),
      element('p', { class: 'muted' }, words.questionsHint),
    ),
  ]
}

function filters({ columns, filter }: State, update: Update): HTMLElement {
  return element(
    'div',
    { class: 'filters', role: 'group', 'aria-label': words.show },
    ...FILTERS.map((one) =>
      element(
        'button',
        {
          type: 'button',
          key: `filter-${one}`,
          'aria-pressed': String(one === filter),
          onClick: () => update({ filter: one, page: 0, search: null }),
        },
        words.filters[one],
        element('span', { class: 'count' }, TEXTS.number(columns.filter(FITS[one]).length)),
      ),
    ),
  )
}

/** The roles are those of the elements; written out, because a table shown as cards loses them in some browsers. */
function table(columns: readonly Column[], state: State, actions: Actions): HTMLElement {
  const heads = [words.column, words.property, words.confidence]
  return element(
    'table',
    { class: 'mapping', role: 'table', 'aria-label': words.heading },
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...heads.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    element('tbody', { role: 'rowgroup' }, ...columns.map((column) => row(column, state, actions))),
  )
}

function row(column: Column, state: State, actions: Actions): HTMLElement {
  const { index, name, examples, target, reason } = column
  const shown = examples.filter((example) => example !== '').join(', ')
  return element(
    'tr',
    { role: 'row', class: target === null ? 'left-out' : '' },
    element(
      'th',
      { scope: 'row', role: 'rowheader' },
      element('span', { class: 'name' }, name === '' ? words.unnamed(index) : name),
      element('span', { class: 'muted examples' }, shown === '' ? words.noExamples : words.examples(shown)),
    ),
    element('td', { role: 'cell' }, ...propertySelect(column, state, actions)),
    element(
      'td',
      { role: 'cell' },
      sureness(column),
      reason !== '' && element('span', { class: 'muted reason' }, reason),
    ),
  )
}

function sureness({ target, proposed, confidence }: Column): HTMLElement {
  const word = sureWord(target !== null, proposed !== null, confidence)
  return element('span', { class: `badge ${word}` }, words.words[word])
}

function sureWord(hasTarget: boolean, hadTarget: boolean, confidence: number | null): keyof typeof words.words {
  if (confidence === null) return 'changed'
  if (!hasTarget) return hadTarget ? 'changed' : 'none'
  if (confidence >= SURE) return 'sure'
  return confidence >= LIKELY ? 'likely' : 'doubtful'
}

function pages(all: number, page: number, update: Update): HTMLElement {
  const from = page * PAGE + 1
  const to = Math.min(all, from + PAGE - 1)
  const turnTo = (next: number) => () => update({ page: next, search: null })
  return element(
    'div',
    { class: 'pages' },
    button(words.earlier, { class: 'quiet', key: 'earlier', busy: page === 0, onClick: turnTo(page - 1) }),
    element('span', { class: 'muted' }, words.range(from, to, all)),
    button(words.later, { class: 'quiet', key: 'later', busy: to === all, onClick: turnTo(page + 1) }),
  )
}
