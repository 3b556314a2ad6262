import { element } from './element.ts'
import { sentence, TEXTS } from './texts.ts'

const { check: words } = TEXTS

/** What was found of one kind in one column: by the check before the import, or by HubSpot. */
export interface Found {
  errorType: string
  outcome: string | null
  columnName: string | null
  count: number
  message: string
  fix: string
  examples: readonly { line: number | null; value: string | null }[]
}

/** The worst and most frequent come first; all of them stand below the chart. */
const MOST_BARS = 20

/** Bars that are a table: what is drawn and what is read out are one thing. */
export function chart(
  found: readonly Found[],
  { caption, kind, count }: Record<'caption' | 'kind' | 'count', string>,
): HTMLElement {
  const bars = found.slice(0, MOST_BARS)
  const most = Math.max(...bars.map((each) => each.count), 1)
  const heads = [kind, words.place, count]
  return element(
    'table',
    { class: 'chart', role: 'table' },
    element('caption', {}, caption),
    element(
      'thead',
      { role: 'rowgroup', class: 'hidden' },
      element(
        'tr',
        { role: 'row' },
        ...heads.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    element('tbody', { role: 'rowgroup' }, ...bars.map((each) => bar(each, most))),
  )
}

function bar({ errorType, outcome, columnName, count }: Found, most: number): HTMLElement {
  const drawn = element('span', { class: `bar ${outcome ?? 'notice'}`, 'aria-hidden': 'true' })
  drawn.style.setProperty('--share', String(count / most))
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, readable(errorType)),
    element('td', { role: 'cell', class: 'muted' }, columnName ?? words.wholeFile),
    element('td', { role: 'cell', class: 'amount' }, drawn, element('span', { class: 'figure' }, TEXTS.number(count))),
  )
}

/** One found kind in words, with its examples. */
export function foundItem(found: Found, key: string): HTMLElement {
  const { errorType, outcome, columnName, count, message, fix, examples } = found
  const label = outcome === null ? words.notice : (words.outcomes.get(outcome) ?? outcome)
  return element(
    'details',
    { class: 'found', key },
    element(
      'summary',
      { key: `${key}-summary` },
      element('span', { class: `badge ${outcome ?? 'notice'}` }, label),
      element('span', { class: 'name' }, `${readable(errorType)}${columnName === null ? '' : ` · ${columnName}`}`),
      element('span', { class: 'figure' }, TEXTS.number(count)),
    ),
    element('p', {}, message),
    element('p', { class: 'muted' }, fix),
    examples.length > 0 &&
      element('ul', { class: 'examples', 'aria-label': words.examples }, ...examples.map(exampleItem)),
  )
}

function exampleItem({ line, value }: Found['examples'][number]): HTMLElement {
  return element(
    'li',
    {},
    element('code', {}, value === null || value === '' ? words.empty : value),
    line !== null && element('span', { class: 'muted' }, words.line(line)),
  )
}

/** `INVALID_EMAIL` → `Invalid email` */
const readable = (errorType: string): string => sentence(errorType.replaceAll('_', ' ').toLowerCase())

/** A number with its word, one of a few side by side. */
export function tiles(
  items: readonly { label: (count: number) => string; value: number; isBad?: boolean }[],
): HTMLElement {
  return element(
    'dl',
    { class: 'tiles' },
    ...items.map(({ label, value, isBad = false }) =>
      element(
        'div',
        { class: isBad && value > 0 ? 'tile bad' : 'tile' },
        element('dt', {}, label(value)),
        element('dd', {}, TEXTS.number(value)),
      ),
    ),
  )
}
