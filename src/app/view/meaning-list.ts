import type { Actions } from './actions.ts'
import { button, element } from './element.ts'
import type { Finding, Report } from './results.ts'
import { meaningsOf, type State } from './state.ts'
import { TEXTS } from './texts.ts'

const { check: words } = TEXTS

type Unknown = NonNullable<Finding['unknown']>

/** Texts that name nothing in HubSpot, each with a choice of what it means. */
export function meaningList(report: Report, state: State, actions: Actions): HTMLElement[] {
  // To use some replaces all repairs: with some unknown here they would be lost.
  if (!state.canAct || report.repairsLeftOut > 0) return []
  return report.findings.flatMap((finding) => {
    const { unknown } = finding
    return unknown === null || unknown.choices.length === 0 ? [] : [card(finding, unknown, state, actions)]
  })
}

function card(finding: Finding, unknown: Unknown, state: State, actions: Actions): HTMLElement {
  const id = `meanings-${finding.fileName}-${finding.columnIndex}-${finding.errorType}`
  const said = meaningsOf(state, finding)
  return element(
    'section',
    { class: 'card', 'aria-labelledby': id },
    element('h3', { id }, words.meanings(finding.columnName ?? words.wholeFile)),
    element('p', { class: 'muted' }, words.meaningsHint),
    element(
      'ul',
      { class: 'meanings' },
      ...unknown.values.map((each) => item(each, { finding, unknown, said, actions })),
    ),
    unknown.valuesLeftOut > 0 && element('p', { class: 'muted' }, words.moreValues(unknown.valuesLeftOut)),
    button(words.useMeanings, {
      key: `use-${id}`,
      busy: state.busy !== null || said.size === 0,
      onClick: () => actions.repair({ finding, values: Object.fromEntries(said) }),
    }),
  )
}

interface Place {
  finding: Finding
  unknown: Unknown
  said: ReadonlyMap<string, string>
  actions: Actions
}

const LEAVE = 'leave'
const EMPTY = 'empty'

function item({ value, count }: Unknown['values'][number], { finding, unknown, said, actions }: Place): HTMLElement {
  const meant = said.get(value)
  const select = element(
    'select',
    {
      key: `meaning-${finding.fileName}-${finding.columnIndex}-${value}`,
      'aria-label': words.meaningOf(value),
      onChange: () => actions.mean(finding, value, readChoice(select.value, unknown)),
    },
    element('option', { value: LEAVE, selected: meant === undefined }, words.leave),
    ...unknown.choices.map(({ value: to, label }, place) =>
      element('option', { value: place, selected: meant === to }, label),
    ),
    element('option', { value: EMPTY, selected: meant === '' }, words.makeEmpty),
  )
  return element(
    'li',
    {},
    element('span', { class: 'name' }, element('code', {}, value)),
    element('span', { class: 'figure muted' }, words.repairCells(count)),
    select,
  )
}

/** undefined: it stays as it is. */
function readChoice(chosen: string, { choices }: Unknown): string | undefined {
  if (chosen === LEAVE) return undefined
  return chosen === EMPTY ? '' : choices[Number(chosen)]?.value
}
