import { by, type FaultCase } from '../fault-case.ts'

export const pagingCases: readonly FaultCase[] = [
  {
    id: 'PAGE-01',
    priority: 'P0',
    fault: 'the cursor repeats for ever: stops at the first repetition and keeps what was read',
    kept: [
      by('faults/paging.test.ts', 'list_imports stops where the cursor repeats, and gives what it has read'),
      by(
        'faults/paging.test.ts',
        'a lost upload stays unknown where the list of imports does not end, and is not sent again',
      ),
      by(
        'faults/paging.test.ts',
        'get_import_errors stops where the cursor repeats, and says that the list does not end',
      ),
    ],
  },
  {
    id: 'PAGE-03',
    priority: 'P1',
    fault: 'a percent-encoded cursor goes back with one level of encoding',
    kept: [by('hubspot/pages.test.ts', 'a cursor that is %s is decoded once and encoded once')],
  },
  {
    id: 'PAGE-05',
    priority: 'P2',
    fault: 'paging null, absent or empty is the last page',
    kept: [by('hubspot/pages.test.ts', '%j is the last page')],
  },
  {
    id: 'PAGE-06',
    priority: 'P1',
    fault: 'empty pages with a cursor are bounded, and it can go on from there',
    kept: [
      by(
        'faults/paging.test.ts',
        'get_import_errors is bounded where pages are empty for ever, and can go on from there',
      ),
    ],
  },
  {
    id: 'PAGE-08',
    priority: 'P1',
    fault: 'a page fails for good: the pages before are kept, marked as incomplete, with a cursor',
    kept: [
      by(
        'faults/paging.test.ts',
        'get_import_errors keeps six pages where the seventh fails for good, and goes on from there',
      ),
      by(
        'faults/paging.test.ts',
        'list_imports keeps the pages before one that HubSpot does not give, and can go on from there',
      ),
    ],
  },
]
