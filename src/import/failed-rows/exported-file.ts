import { guardFormula } from '../../table/formula-guard.ts'
import type { Row } from '../../table/table.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import type { ReadCell } from '../repair/cell-repair.ts'
import { hasDecimalPoint } from '../repair/decimal-comma.ts'
import { compileColumnRepairs, type RepairTools } from '../repair.ts'
import type { RepairName } from '../repair-names.ts'
import { type ExportedColumn, exportedColumns, ownColumns, sourceLine } from './plan-columns.ts'
import type { PreparedRow } from './prepare-rows.ts'
import { reasonText } from './reason.ts'

/** One file of failed rows while it is written. Every cell in it is safe to open in a spreadsheet program. */
export interface ExportedFile {
  columns: ExportedColumn[]
  line(row: Row, prepared: PreparedRow): string[]
  cellsRepaired(): number
  /**
   * By index of the source column: what has to happen to the cells when the file is imported. The guard is taken off
   * first. Repairs of the plan are in the cells already; they stay where they would change none of them and none
   * contradicts them, so that they help with what a person types.
   */
  repairs(): Map<number, RepairName[]>
}

export function openExportedFile(
  file: PlannedFile,
  columns: 'row' | ReadonlySet<number>,
  { plan, tools }: { plan: Plan; tools: RepairTools },
): ExportedFile {
  const exported = exportedColumns(file, plan, columns)
  const ownBefore = ownColumns(file, plan)
  const ownCount = ownBefore.length
  const tracks = exported.map(({ source }) => trackRepairs(source, tools))
  let cellsRepaired = 0
  return {
    columns: exported,
    cellsRepaired: () => cellsRepaired,
    repairs: () => new Map(exported.map(({ source }, place) => [source.index, tracks[place]?.repairs() ?? []])),
    line(row, { choice, cells, mended }) {
      const { cells: source } = row
      const own = [sourceLine(row, ownBefore), guardFormula(reasonText(choice.failures, mended))]
      // Nobody knows which cell belongs to which column: it comes back cell by cell, and is refused until it is put right.
      if (source.length !== file.dialect.columnCount) {
        const guarded = cells.slice(ownCount).map(guardFormula)
        const isGuarded = guarded.some((cell, place) => cell !== cells[place + ownCount])
        for (const track of tracks) track.seeAnywhere(isGuarded)
        return [...own, ...guarded]
      }
      cellsRepaired += mended.length
      const { cells: kept } = choice
      const data = exported.map(({ source: { index } }, place) => {
        const cell = kept === 'row' || kept.has(index) ? (cells[index] ?? '') : ''
        const guarded = guardFormula(cell)
        tracks[place]?.see(cell, { isGuarded: guarded !== cell, read: (at) => source[at] ?? '' })
        return guarded
      })
      return [...own, ...data]
    },
  }
}

interface RepairTrack {
  see(cell: string, about: { isGuarded: boolean; read: ReadCell }): void
  /** A guarded cell that a person may put into any column. */
  seeAnywhere(isGuarded: boolean): void
  repairs(): RepairName[]
}

function trackRepairs(column: PlannedFile['columns'][number], tools: RepairTools): RepairTrack {
  const active = compileColumnRepairs(column, tools).filter(({ name }) => name !== 'drop_guard')
  let isNeeded = false
  let isHarmless = true
  let hasPoint = false
  return {
    see(cell, { isGuarded, read }) {
      isNeeded ||= isGuarded
      isHarmless &&= active.every(({ repair }) => repair(cell, read) === cell)
      hasPoint ||= hasDecimalPoint(cell)
    },
    seeAnywhere(isGuarded) {
      isNeeded ||= isGuarded
    },
    repairs() {
      // Where it has written decimal points, the column contradicts it from now on.
      const proven = active.filter(({ name }) => name !== 'decimal_comma' || !hasPoint)
      return [...(isNeeded ? (['drop_guard'] as const) : []), ...(isHarmless ? proven.map(({ name }) => name) : [])]
    },
  }
}
