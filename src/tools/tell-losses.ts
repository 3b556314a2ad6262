import { counted } from '../counted.ts'

/** `nothing lost`, or `2 rows and 1 value lost` */
export function tellLosses({ rowsLost, valuesLost }: { rowsLost: number; valuesLost: number }): string {
  const lost = [
    rowsLost > 0 ? [counted(rowsLost, 'row')] : [],
    valuesLost > 0 ? [counted(valuesLost, 'value')] : [],
  ].flat()
  return lost.length === 0 ? 'nothing lost' : `${lost.join(' and ')} lost`
}
