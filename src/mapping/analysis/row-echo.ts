import type { Table } from '../../table/table.ts'
import { fold } from '../header/header-tokens.ts'
import type { ColumnView } from './column-view.ts'

/** How often the values of a column return in the e-mail address of the same row, 0–1. */
export interface Echo {
  /** In the part before the @: the person's name. */
  person: number
  /** In the part after it: the company's name. */
  domain: number
}

const ROWS = 40
const MAX_CELL = 300

/** For each column; all 0 in a file without e-mail addresses. */
export function echoes(table: Table, columns: readonly ColumnView[]): Echo[] {
  const email = columns.find((column) => column.profile.share('email') > 0.7)
  if (email === undefined) return columns.map(() => ({ person: 0, domain: 0 }))
  const rows = table.sample.slice(0, ROWS).map((row) => row.cells)
  const addresses = rows.map((cells) => fold((cells[email.index] ?? '').slice(0, MAX_CELL)).split('@'))
  return columns.map((column) =>
    column.index === email.index
      ? { person: 0, domain: 0 }
      : echo(
          rows.map((cells) => cells[column.index] ?? ''),
          addresses,
        ),
  )
}

function echo(cells: readonly string[], addresses: readonly string[][]): Echo {
  let [rows, person, domain] = [0, 0, 0]
  for (const [index, cell] of cells.entries()) {
    const [local, host] = addresses[index] ?? []
    const word =
      fold(cell.slice(0, MAX_CELL))
        .split(/[^\p{L}]+/u)
        .sort((left, right) => right.length - left.length)[0] ?? ''
    if (local === undefined || host === undefined || word.length < 3) continue
    rows += 1
    if (local.includes(word)) person += 1
    if (host.includes(word)) domain += 1
  }
  return rows === 0 ? { person: 0, domain: 0 } : { person: person / rows, domain: domain / rows }
}
