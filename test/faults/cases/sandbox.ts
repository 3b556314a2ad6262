import { by, type FaultCase } from '../fault-case.ts'

export const sandboxCases: readonly FaultCase[] = [
  {
    id: 'SBX-01',
    priority: 'P0',
    fault: 'the sandbox calls no other host',
    kept: [
      by(
        'faults/sandbox.test.ts',
        'a whole import in the sandbox connects to this computer only, whatever addresses the cells hold',
      ),
    ],
  },
  {
    id: 'SBX-02',
    priority: 'P0',
    fault: 'with the sandbox real credentials are not used or kept, and every result names the environment',
    kept: [
      by('stdio.test.ts', 'warns of a token that the sandbox does not use, without showing it'),
      by('config.test.ts', 'does not look at credentials it will not use'),
      by('server/register-tool.test.ts', 'answers with text and structure, each complete, and names the sandbox'),
      by('server/register-tool.test.ts', 'names the sandbox in an error too'),
    ],
  },
  {
    id: 'SBX-03',
    priority: 'P0',
    fault: 'a plan made in the sandbox is refused in production',
    kept: [
      by('faults/sandbox.test.ts', 'a plan of the sandbox is refused in production, before anything is sent'),
      by('tools/start_import.test.ts', 'start_import refuses a plan of another account'),
    ],
  },
  {
    id: 'SBX-04',
    priority: 'P0',
    fault: 'the sandbox listens on loopback, its switches are closed',
    kept: [
      by('sandbox/sandbox.test.ts', 'startSandbox() listens on loopback only'),
      by('sandbox/routes/all-routes.test.ts', 'the fault switches are not there unless asked for'),
      by('sandbox/faults.test.ts', 'has switches over HTTP when it was started with them, for callers with a token'),
    ],
  },
  {
    id: 'SBX-05',
    priority: 'P1',
    // Nothing has to be dropped: imports and errors are on disk.
    fault: 'however many imports the sandbox has, its memory is bounded',
    kept: [
      by(
        'faults/sandbox.test.ts',
        'imports with many large errors are kept, and the memory of the sandbox does not grow with them',
      ),
    ],
  },
]
