import type { Row } from '../../table/table.ts'
import { compileColumnRepairs, runRepairs } from '../repair.ts'
import type { MappedColumn } from './column-kind.ts'
import type { FileContext } from './file-context.ts'
import { LineSet } from './line-set.ts'
import { withoutPlainSpace } from './plain-space.ts'

/** The keys of one column that can only be looked up when the other file has been read, too: two files that refer to each other. */
export interface DeferredKeys {
  /** The row has a key to look up. */
  remember(line: number): void
  /** The second reading. */
  row(row: Row): void
}

export function deferredKeys(
  column: MappedColumn,
  { repairTools }: FileContext,
  lookUp: (line: number, value: string) => void,
): DeferredKeys {
  const lines = new LineSet()
  const repairs = compileColumnRepairs(column, repairTools)
  return {
    remember: (line) => lines.add(line),
    row({ cells, line }) {
      if (!lines.has(line)) return
      const read = (index: number) => cells[index] ?? ''
      const value = runRepairs(repairs, read(column.index), read)
      lookUp(line, withoutPlainSpace(value))
    },
  }
}
