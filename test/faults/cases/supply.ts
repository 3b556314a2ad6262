import { by, type FaultCase } from '../fault-case.ts'

export const supplyCases: readonly FaultCase[] = [
  {
    id: 'SUP-02',
    priority: 'P0',
    fault: 'no install scripts, no packages from elsewhere, few of them',
    kept: [
      by(
        'faults/supply.test.ts',
        'every package is of the registry, with its hash and an exact version, and none runs a script when installed',
      ),
      by('faults/supply.test.ts', 'the program is made of few packages, each in the version of the lockfile'),
      by('packaging.test.ts', 'is at most 4 MB, installs nothing else, and starts'),
    ],
  },
  {
    id: 'SUP-03',
    priority: 'P1',
    fault: 'the package holds what it should and nothing else',
    kept: [by('faults/supply.test.ts', 'the package holds the program, its licences and what a reader needs')],
  },
  {
    id: 'SUP-04',
    priority: 'P1',
    fault: 'the list of parts is made and equals the lockfile',
    kept: [by('faults/supply.test.ts', 'a list of parts can be made, and is that of the lockfile')],
  },
]
