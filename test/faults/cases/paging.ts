import type { FaultCase } from '../fault-case.ts'

export const pagingCases: readonly FaultCase[] = [
  {
    id: 'PAGE-01',
    priority: 'P0',
    fault: 'the cursor repeats for ever: stops at the first repetition and keeps what was read',
    kept: 'open',
  },
  {
    id: 'PAGE-03',
    priority: 'P1',
    fault: 'a percent-encoded cursor goes back with one level of encoding',
    kept: 'open',
  },
  { id: 'PAGE-05', priority: 'P2', fault: 'paging null, absent or empty is the last page', kept: 'open' },
  {
    id: 'PAGE-06',
    priority: 'P1',
    fault: 'empty pages with a cursor are bounded, and it can go on from there',
    kept: 'open',
  },
  {
    id: 'PAGE-08',
    priority: 'P1',
    fault: 'a page fails for good: the pages before are kept, marked as incomplete, with a cursor',
    kept: 'open',
  },
]
