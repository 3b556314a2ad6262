import type { FaultCase } from '../fault-case.ts'

export const crashCases: readonly FaultCase[] = [
  {
    id: 'CRASH-01',
    priority: 'P0',
    fault: 'killed at any moment: what exists is in the journal, never two imports',
    kept: 'open',
  },
  {
    id: 'CRASH-02',
    priority: 'P0',
    fault: 'killed between the answer and its record: found by the mark',
    kept: 'open',
  },
  {
    id: 'CRASH-06',
    priority: 'P0',
    fault: 'a damaged journal entry is found, makes one plan unknown, and nothing is sent again',
    kept: 'open',
  },
  {
    id: 'CRASH-07',
    priority: 'P0',
    fault: "the state folder is missing, read-only, another user's or open to others: nothing sent, reading tools work",
    kept: 'open',
  },
  {
    id: 'CRASH-09',
    priority: 'P1',
    fault: 'the lock of a dead process is taken over, that of a living one is not',
    kept: 'open',
  },
  {
    id: 'CRASH-11',
    priority: 'P1',
    fault: 'older journal entries are read, newer ones refused and left alone',
    kept: 'open',
  },
  { id: 'CRASH-12', priority: 'P1', fault: 'two servers on one state folder do not disturb each other', kept: 'open' },
]
