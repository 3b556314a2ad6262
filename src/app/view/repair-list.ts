import type { Actions } from './actions.ts'
import { element } from './element.ts'
import type { Report } from './results.ts'
import type { State } from './state.ts'
import { TEXTS } from './texts.ts'

const { check: words } = TEXTS

interface Switch {
  key: string
  label: string
  isOn: boolean
  count: number
  examples: readonly { line: number; before: string; after: string }[]
  toggle: () => void
}

/** Repairs in use and those that findings offer, each with a switch and with what it would do. */
export function repairList(report: Report, state: State, actions: Actions): HTMLElement[] {
  const switches = switchesOf(report, actions)
  if (switches.length === 0) return []
  // Switching one replaces all: with some unknown here they would be lost.
  const canSwitch = state.canAct && report.repairsLeftOut === 0
  return [
    element(
      'section',
      { class: 'card', 'aria-labelledby': 'repairs' },
      element('h3', { id: 'repairs' }, words.repairs),
      element('p', { class: 'muted' }, report.repairsLeftOut === 0 ? words.repairsHint : words.tooMany),
      element('ul', { class: 'repairs' }, ...switches.map((each) => switchItem(each, canSwitch, state.busy !== null))),
    ),
  ]
}

/** A repair that is in use for a column is offered no more for it. */
function switchesOf({ repairs, findings }: Report, actions: Actions): Switch[] {
  const inUse = repairs.map((repair) => ({
    key: keyOf(repair.name, repair.fileName, repair.columnIndex),
    label: labelOf(repair.name, repair.columnName),
    isOn: true,
    count: repair.cells,
    examples: repair.examples,
    toggle: () => actions.repair({ inUse: repair }),
  }))
  const offered = findings.flatMap((finding) => {
    const { repair, fileName, columnIndex, columnName } = finding
    if (repair === null) return []
    return {
      key: keyOf(repair.name, fileName, columnIndex),
      label: labelOf(repair.name, columnName ?? words.wholeFile),
      isOn: false,
      count: repair.count,
      examples: repair.examples,
      toggle: () => actions.repair({ finding }),
    }
  })
  const all = [...inUse, ...offered]
  return all
    .filter(({ key }, place) => all.findIndex((other) => other.key === key) === place)
    .sort((one, other) => (one.key < other.key ? -1 : 1))
}

const keyOf = (name: string, fileName: string, column: number | null): string => `${fileName}-${column}-${name}`

const labelOf = (name: string, column: string): string => words.repairIn(words.repairNames.get(name) ?? name, column)

function switchItem(
  { key, label, isOn, count, examples, toggle }: Switch,
  canSwitch: boolean,
  busy: boolean,
): HTMLElement {
  const control = element(
    'button',
    {
      type: 'button',
      class: 'switch',
      role: 'switch',
      key: `repair-${key}`,
      'aria-checked': String(isOn),
      'aria-disabled': canSwitch && !busy ? undefined : 'true',
      onClick: () => canSwitch && !busy && toggle(),
    },
    element('span', { class: 'track', 'aria-hidden': 'true' }),
    element('span', { class: 'name' }, label),
    element('span', { class: 'figure muted' }, words.repairCells(count)),
  )
  return element(
    'li',
    {},
    control,
    examples.length > 0 &&
      element(
        'ul',
        { class: 'changes', 'aria-label': words.examples },
        ...examples
          .slice(0, 2)
          .map(({ before, after }) =>
            element(
              'li',
              {},
              element('code', {}, before === '' ? words.empty : before),
              element('span', { 'aria-label': words.becomes, role: 'img', class: 'muted' }, ' → '),
              element('code', {}, after === '' ? words.empty : after),
            ),
          ),
      ),
  )
}
