import type { FaultCase } from '../fault-case.ts'

export const loadCases: readonly FaultCase[] = [
  {
    id: 'LOAD-01',
    priority: 'P1',
    fault: 'many open streams and steady calls: no errors, short answers',
    kept: 'open',
  },
  {
    id: 'LOAD-03',
    priority: 'P0',
    fault: 'an hour of mixed calls: memory, descriptors and rejections flat',
    kept: 'open',
  },
  { id: 'LOAD-04', priority: 'P0', fault: '512 MB uploaded in little memory', kept: 'open' },
  { id: 'LOAD-05', priority: 'P1', fault: 'a scan of 1 GB leaves other calls quick', kept: 'open' },
  { id: 'LOAD-07', priority: 'P1', fault: 'ten large uploads at once wait for each other', kept: 'open' },
  {
    id: 'LOAD-08',
    priority: 'P0',
    fault: 'HubSpot hangs: few sockets, bounded queue, local tools quick',
    kept: 'open',
  },
  { id: 'LOAD-09', priority: 'P1', fault: 'ten thousand aborted calls leave nothing behind', kept: 'open' },
]
