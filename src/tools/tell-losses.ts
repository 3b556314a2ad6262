import { counted } from '../counted.ts'

interface Losses {
  rowsLost: number
  valuesLost: number
  associationsLost?: number
}

/** `nothing lost`, or `2 rows and 1 value lost` */
export const tellLosses = (losses: Losses): string => `${countLosses(losses) || 'nothing'} lost`

interface Judged extends Losses {
  ready: boolean
  /** Perhaps not all of them. */
  findings: readonly { severity: string; outcome: string | null }[]
}

/** As tellLosses(); of a file that HubSpot would not take at all there is nothing to count. */
export function tellVerdict(check: Judged): string {
  const isRefused = check.findings.some(({ severity, outcome }) => severity === 'error' && outcome === 'file_refused')
  const isNothing = !check.ready && countLosses(check) === ''
  return isRefused || isNothing ? 'HubSpot would refuse all of it' : tellLosses(check)
}

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
