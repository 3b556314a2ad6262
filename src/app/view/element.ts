type Child = Node | string | number | false | null | undefined

interface Props {
  /** Same key, same element: it keeps the focus, or stays open, when the page is shown anew. */
  key?: string
  onClick?: () => void
  onChange?: (event: Event) => void
  onInput?: (event: Event) => void
  [attribute: string]: unknown
}

/**
 * The one place that makes elements. Text, whoever wrote it, becomes text: there is no way from a string to markup.
 * An attribute that is false, null or undefined is left out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { key, onClick, onChange, onInput, ...attributes }: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  if (key !== undefined) made.dataset.key = key
  if (onClick !== undefined) made.addEventListener('click', onClick)
  if (onChange !== undefined) made.addEventListener('change', onChange)
  if (onInput !== undefined) made.addEventListener('input', onInput)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '')
    else if (typeof value === 'string' || typeof value === 'number') made.setAttribute(name, String(value))
  }
  made.append(...children.flatMap((child) => (isNothing(child) ? [] : [toNode(child)])))
  return made
}

const isNothing = (child: Child): child is false | null | undefined =>
  child === false || child === null || child === undefined

const toNode = (child: Node | string | number): Node | string => (child instanceof Node ? child : String(child))

/** Pressing it while something runs does nothing; it stays where the focus is. */
export function button(
  label: string,
  { busy = false, onClick, ...props }: Props & { busy?: boolean; onClick: () => void },
): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', 'aria-disabled': busy ? 'true' : undefined, onClick: () => busy || onClick(), ...props },
    label,
  )
}

/** Shows the new content in place of the old: focus, open details and the place of a cursor stay. */
export function replaceContent(root: HTMLElement, content: readonly HTMLElement[]): void {
  const { activeElement } = document
  const focused = activeElement instanceof HTMLElement ? activeElement.dataset.key : undefined
  const wasInside = activeElement !== null && root.contains(activeElement)
  const cursor = activeElement instanceof HTMLInputElement ? activeElement.selectionStart : null
  const open = new Map([...root.querySelectorAll('details')].map((each) => [each.dataset.key, each.open]))
  root.replaceChildren(...content)
  for (const each of root.querySelectorAll('details')) each.open = open.get(each.dataset.key) ?? each.open
  if (!wasInside) return
  const again = [...root.querySelectorAll<HTMLElement>('[data-key]')].find(({ dataset }) => dataset.key === focused)
  const target = again ?? root.querySelector<HTMLElement>('h2')
  target?.focus({ preventScroll: again !== undefined })
  if (cursor !== null && target instanceof HTMLInputElement && target.type === 'search') {
    target.setSelectionRange(cursor, cursor)
  }
}
