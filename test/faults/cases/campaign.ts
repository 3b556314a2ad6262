import type { FaultCase } from '../fault-case.ts'

export const campaignCases: readonly FaultCase[] = [
  {
    id: 'CAMP-01',
    priority: 'P0',
    fault: 'killed after five of twelve parts: the others are sent once each, the rows add up',
    kept: 'open',
  },
  {
    id: 'CAMP-02',
    priority: 'P0',
    fault: 'the answer of a part is lost: the part is unknown and not sent again, the others follow the rule',
    kept: 'open',
  },
  {
    id: 'CAMP-03',
    priority: 'P0',
    fault: 'the source changed before going on: stopped, with parts done and not done',
    kept: 'open',
  },
  { id: 'CAMP-04', priority: 'P1', fault: 'the same source gives the same parts', kept: 'open' },
  {
    id: 'CAMP-06',
    priority: 'P0',
    fault: 'cancelled in the middle: running parts cancelled, waiting ones dropped, finished ones told',
    kept: 'open',
  },
  { id: 'CAMP-09', priority: 'P1', fault: 'one key in two parts is told', kept: 'open' },
  {
    id: 'CAMP-10',
    priority: 'P1',
    fault: 'the daily limit in the middle: waits with a time, and goes on after a restart',
    kept: 'open',
  },
  { id: 'CAMP-11', priority: 'P1', fault: 'two calls go on with the same parts: each part is sent once', kept: 'open' },
]
