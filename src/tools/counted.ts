/** `1 row`, `1,024 rows` */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** `nothing lost`, or `2 rows and 1 value lost` */
export function tellLosses({ rowsLost, valuesLost }: { rowsLost: number; valuesLost: number }): string {
  const lost = [
    rowsLost > 0 ? [counted(rowsLost, 'row')] : [],
    valuesLost > 0 ? [counted(valuesLost, 'value')] : [],
  ].flat()
  return lost.length === 0 ? 'nothing lost' : `${lost.join(' and ')} lost`
}
