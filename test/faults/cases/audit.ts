import type { FaultCase } from '../fault-case.ts'

export const auditCases: readonly FaultCase[] = [
  {
    id: 'AUD-02',
    priority: 'P0',
    fault: 'the audit log cannot be written: writing tools refuse, reading ones work',
    kept: 'open',
  },
  { id: 'AUD-03', priority: 'P1', fault: 'removed, edited or cut audit lines are found', kept: 'open' },
]
