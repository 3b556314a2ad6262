import { by, type FaultCase, where } from '../fault-case.ts'

export const auditCases: readonly FaultCase[] = [
  {
    id: 'AUD-02',
    priority: 'P0',
    fault: 'the audit log cannot be written: writing tools refuse, reading ones work',
    kept: [
      by('audit.test.ts', 'refuses writes while it cannot be written, and goes on reading'),
      where('on Linux', by('audit/audit-file.test.ts', 'refuses when the disk is full')),
    ],
  },
  {
    id: 'AUD-03',
    priority: 'P1',
    fault: 'removed, edited or cut audit lines are found',
    kept: [
      by('audit/audit-file.test.ts', 'finds that line %i was changed'),
      by('audit/audit-file.test.ts', 'finds that line %i was removed'),
      by('audit/audit-file.test.ts', 'finds a cut end by the hash of the last line, and only by it'),
      by('audit.test.ts', 'says whether the log of two servers is whole, and finds a line that was cut off'),
    ],
  },
]
