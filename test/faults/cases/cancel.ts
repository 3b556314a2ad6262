import type { FaultCase } from '../fault-case.ts'

export const cancelCases: readonly FaultCase[] = [
  {
    id: 'CAN-01',
    priority: 'P0',
    fault: 'the answer of the cancellation is lost: the state is read back',
    kept: 'open',
  },
  { id: 'CAN-02', priority: 'P1', fault: 'an import that has ended: told plainly, rows stay', kept: 'open' },
  { id: 'CAN-03', priority: 'P1', fault: 'ids that are no numbers are refused without a request', kept: 'open' },
  {
    id: 'CAN-04',
    priority: 'P0',
    fault: "the call that follows an import is cancelled: HubSpot's import goes on, no cancellation is sent",
    kept: 'open',
  },
  { id: 'CAN-05', priority: 'P1', fault: 'cancelled twice: the second says so, no error', kept: 'open' },
  {
    id: 'CAN-07',
    priority: 'P1',
    fault: 'rows written before the cancellation are told, and that they stay',
    kept: 'open',
  },
]
