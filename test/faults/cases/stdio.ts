import { by, type FaultCase } from '../fault-case.ts'

export const stdioCases: readonly FaultCase[] = [
  {
    id: 'STDIO-02',
    priority: 'P2',
    fault: 'blank lines and CRLF are borne',
    kept: [
      by('faults/stdio.test.ts', '%s leave the program alive, and nothing is done', 'a call with CRLF at its end'),
      by('faults/stdio.test.ts', '%s leave the program alive, and nothing is done', 'blank lines'),
    ],
  },
  {
    id: 'STDIO-03',
    priority: 'P1',
    fault: 'a batch is not half executed and the process lives',
    kept: [by('faults/stdio.test.ts', 'a batch is not executed, not even in part')],
  },
  {
    id: 'STDIO-04',
    priority: 'P1',
    fault: 'ids that are none never run anything under a wrong id',
    kept: [
      by('faults/stdio.test.ts', 'a call whose id is %s is not executed', 'null'),
      by('faults/stdio.test.ts', 'a call whose id is %s is not executed', 'a fraction'),
      by('faults/stdio.test.ts', 'a call whose id is %s is not executed', 'an object'),
      by('faults/stdio.test.ts', 'a call whose id is %s is not executed', 'a number that no double holds'),
      by('faults/stdio.test.ts', 'a call whose id is an empty text is answered under it'),
    ],
  },
  {
    id: 'STDIO-05',
    priority: 'P1',
    fault: 'a request without a method leaves the process alive',
    kept: [by('faults/stdio.test.ts', '%s leave the program alive, and nothing is done', 'a request without a method')],
  },
  {
    id: 'STDIO-06',
    priority: 'P1',
    fault: "unknown methods and unknown tools have the protocol's errors",
    kept: [by('faults/stdio.test.ts', "unknown methods and tools have the protocol's errors")],
  },
  {
    id: 'STDIO-09',
    priority: 'P2',
    fault: 'broken UTF-8 in an argument is answered, and no file is guessed',
    kept: [by('faults/stdio.test.ts', 'a file name of broken UTF-8 is not found, and none is guessed')],
  },
  {
    id: 'STDIO-11',
    priority: 'P1',
    fault: 'the client closes stdout: the program ends without a loop',
    kept: [
      by('faults/stdio.test.ts', 'a client that closes stdout ends the program, and nothing is written in a loop'),
      by(
        'faults/stdio.test.ts',
        'a client that closes stdout during an upload ends it before its last byte, and the next start imports once',
      ),
    ],
  },
  {
    id: 'STDIO-12',
    priority: 'P0',
    fault: 'the client closes stdin: exit code 0 within two seconds, no process left',
    kept: [
      by(
        'faults/stdio.test.ts',
        'a client that closes stdin while nothing is asked ends the program with 0 in two seconds, and leaves no process',
      ),
      by('stdio.test.ts', 'exits with 0 when stdin ends, having answered what was asked'),
      by('layers.test.ts', 'start no process of their own'),
    ],
  },
  {
    id: 'STDIO-14',
    priority: 'P0',
    fault: 'a cancelled call gets no answer and its HTTP request ends',
    kept: [
      by('faults/stdio.test.ts', 'a call that is cancelled gets no answer, and its request to HubSpot ends'),
      by('tools/get_import_errors.test.ts', 'get_import_errors ends when it is cancelled'),
    ],
  },
  {
    id: 'STDIO-15',
    priority: 'P2',
    fault: 'cancellations of nothing, malformed or repeated, are ignored',
    kept: [by('faults/stdio.test.ts', '%s leave the program alive, and nothing is done', 'cancellations of nothing')],
  },
  {
    id: 'STDIO-17',
    priority: 'P0',
    fault: 'a thousand calls at once are each answered once, with what was asked under that id',
    kept: [by('faults/stdio.test.ts', 'a thousand calls at once are each answered once, in little memory')],
  },
  {
    id: 'STDIO-18',
    priority: 'P1',
    fault: 'half a line and the end of input run nothing',
    kept: [by('faults/stdio.test.ts', 'half a line and the end of input run nothing')],
  },
  {
    id: 'STDIO-19',
    priority: 'P1',
    fault: "unknown protocol versions and missing metadata have the protocol's errors",
    kept: [
      by(
        'faults/stdio.test.ts',
        'an unknown one is refused with those that are known, and a request without its envelope too',
      ),
    ],
  },
  {
    id: 'STDIO-20',
    priority: 'P1',
    fault: 'a client that cannot ask a person is never asked through it',
    kept: [
      by('faults/stdio.test.ts', 'a client of 2026 that cannot be asked is not asked, and nothing is started'),
      by('server/register-tool.test.ts', 'tells a client that %s how to confirm in a second call', 'cannot ask'),
    ],
  },
  {
    id: 'STDIO-21',
    priority: 'P1',
    fault: 'older protocol versions are served under the same safety rules',
    kept: [by('faults/stdio.test.ts', 'a client of %s is served, and under the same rules')],
  },
  {
    id: 'STDIO-22',
    priority: 'P1',
    fault: 'a client that does not read for a while gets everything later, in bounded memory',
    kept: [
      by('faults/stdio.test.ts', 'a client that does not read for a while gets every answer later, in bounded memory'),
    ],
  },
]
