import type { FaultCase } from '../fault-case.ts'

export const sandboxCases: readonly FaultCase[] = [
  { id: 'SBX-01', priority: 'P0', fault: 'the sandbox calls no other host', kept: 'open' },
  {
    id: 'SBX-02',
    priority: 'P0',
    fault: 'with the sandbox real credentials are not used or kept, and every result names the environment',
    kept: 'open',
  },
  { id: 'SBX-03', priority: 'P0', fault: 'a plan made in the sandbox is refused in production', kept: 'open' },
  { id: 'SBX-04', priority: 'P0', fault: 'the sandbox listens on loopback, its switches are closed', kept: 'open' },
  { id: 'SBX-05', priority: 'P1', fault: 'ten thousand imports in the sandbox stay within memory', kept: 'open' },
]
