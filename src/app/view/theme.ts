import { type Fields, fields } from './read.ts'

/** Colours and fonts of the host; what it does not name has a value of its own in style.css. */
export function applyTheme({ theme, styles, safeAreaInsets }: Fields, root: HTMLElement): void {
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  for (const [name, value] of Object.entries(fields(fields(styles).variables))) {
    if (name.startsWith('--') && typeof value === 'string') root.style.setProperty(name, value)
  }
  for (const [side, pixels] of Object.entries(fields(safeAreaInsets))) {
    if (typeof pixels === 'number') root.style.setProperty(`--inset-${side}`, `${pixels}px`)
  }
}
