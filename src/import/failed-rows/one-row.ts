import type { Row } from '../../table/table.ts'
import type { PreparedRow } from './prepare-rows.ts'

/** Rows that only bring values of one record become its last one: a file may name a record once. */
export interface OneRow {
  /** Data rows that are not written alone, by the row that takes their values. */
  into: ReadonlyMap<number, number>
  /** In the order of the file; true: the row continues an earlier one. */
  see(record: number, prepared: PreparedRow): boolean
}

export function collectRepeats(): OneRow {
  const last = new Map<string, number>()
  const into = new Map<number, number>()
  return {
    into,
    see(record, { choice: { valuesOf } }) {
      if (valuesOf === undefined) return false
      const before = last.get(valuesOf)
      last.set(valuesOf, record)
      if (before !== undefined) into.set(before, record)
      return before !== undefined
    },
  }
}

/** Holds values back until their row comes; undefined: the row is written with a later one. */
export function joinRepeats(
  into: ReadonlyMap<number, number>,
): (row: Row, prepared: PreparedRow) => PreparedRow | undefined {
  const held = new Map<number, PreparedRow>()
  return ({ record }, prepared) => {
    const before = held.get(record)
    held.delete(record)
    const joined = before === undefined ? prepared : join(before, prepared)
    const target = into.get(record)
    if (target === undefined) return joined
    held.set(target, joined)
    return undefined
  }
}

/** As HubSpot would take the two rows one after the other: the later value of a property stays. */
function join(earlier: PreparedRow, later: PreparedRow): PreparedRow {
  const [before, after] = [earlier.choice.cells, later.choice.cells]
  if (before === 'row' || after === 'row') return later
  const isOpen = ({ columnIndex }: { columnIndex: number | null }) => columnIndex === null || !after.has(columnIndex)
  const cells = [...later.cells]
  for (const index of before) if (!after.has(index)) cells[index] = earlier.cells[index] ?? ''
  return {
    choice: {
      ...later.choice,
      cells: new Set([...before, ...after]),
      failures: [...new Set([...earlier.choice.failures.filter(isOpen), ...later.choice.failures])],
    },
    cells,
    mended: [...earlier.mended.filter(isOpen), ...later.mended],
    blank: later.blank,
    makesRecord: later.makesRecord,
  }
}
