import { counted } from '../counted.ts'

interface Losses {
  rowsLost: number
  valuesLost: number
  associationsLost?: number
}

/** `nothing lost`, or `2 rows and 1 value lost` */
export const tellLosses = (losses: Losses): string => `${countLosses(losses) || 'nothing'} lost`

/** `2 rows, 1 value and 3 associations`; '' where nothing is lost. */
export function countLosses({ rowsLost, valuesLost, associationsLost = 0 }: Losses): string {
  const lost = [
    ...(rowsLost > 0 ? [counted(rowsLost, 'row')] : []),
    ...(valuesLost > 0 ? [counted(valuesLost, 'value')] : []),
    ...(associationsLost > 0 ? [counted(associationsLost, 'association')] : []),
  ]
  const last = lost.pop()
  return last === undefined || lost.length === 0 ? (last ?? '') : `${lost.join(', ')} and ${last}`
}
