import type { FaultCase } from '../fault-case.ts'

export const associationCases: readonly FaultCase[] = [
  {
    id: 'ASSOC-02',
    priority: 'P1',
    fault: 'a label name that exists with another text is shown and not changed',
    kept: 'open',
  },
  {
    id: 'ASSOC-03',
    priority: 'P0',
    fault: "deleting a label needs a yes that names pair, id and text; HubSpot's own are refused",
    kept: 'open',
  },
  {
    id: 'ASSOC-06',
    priority: 'P1',
    fault: 'the answer of a change of limits is lost: read back and compared',
    kept: 'open',
  },
  {
    id: 'ASSOC-07',
    priority: 'P1',
    fault: 'somebody else changed the limit meanwhile: told, not overwritten',
    kept: 'open',
  },
]
