import type { FaultCase } from '../fault-case.ts'

export const supplyCases: readonly FaultCase[] = [
  { id: 'SUP-02', priority: 'P0', fault: 'no install scripts, no packages from elsewhere, few of them', kept: 'open' },
  { id: 'SUP-03', priority: 'P1', fault: 'the package holds what it should and nothing else', kept: 'open' },
  { id: 'SUP-04', priority: 'P1', fault: 'the list of parts is made and equals the lockfile', kept: 'open' },
]
