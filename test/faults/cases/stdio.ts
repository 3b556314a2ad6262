import type { FaultCase } from '../fault-case.ts'

export const stdioCases: readonly FaultCase[] = [
  { id: 'STDIO-02', priority: 'P2', fault: 'blank lines and CRLF are borne', kept: 'open' },
  { id: 'STDIO-03', priority: 'P1', fault: 'a batch is not half executed and the process lives', kept: 'open' },
  { id: 'STDIO-04', priority: 'P1', fault: 'ids that are none never run anything under a wrong id', kept: 'open' },
  { id: 'STDIO-05', priority: 'P1', fault: 'a request without a method leaves the process alive', kept: 'open' },
  {
    id: 'STDIO-06',
    priority: 'P1',
    fault: "unknown methods and unknown tools have the protocol's errors",
    kept: 'open',
  },
  {
    id: 'STDIO-09',
    priority: 'P2',
    fault: 'broken UTF-8 in an argument is answered, and no file is guessed',
    kept: 'open',
  },
  { id: 'STDIO-11', priority: 'P1', fault: 'the client closes stdout: the program ends without a loop', kept: 'open' },
  { id: 'STDIO-12', priority: 'P0', fault: 'the client closes stdin: exit code 0 within two seconds', kept: 'open' },
  { id: 'STDIO-14', priority: 'P0', fault: 'a cancelled call gets no answer and its HTTP request ends', kept: 'open' },
  {
    id: 'STDIO-15',
    priority: 'P2',
    fault: 'cancellations of nothing, malformed or repeated, are ignored',
    kept: 'open',
  },
  { id: 'STDIO-17', priority: 'P0', fault: 'a thousand calls at once are each answered once', kept: 'open' },
  { id: 'STDIO-18', priority: 'P1', fault: 'half a line and the end of input run nothing', kept: 'open' },
  {
    id: 'STDIO-19',
    priority: 'P1',
    fault: "unknown protocol versions and missing metadata have the protocol's errors",
    kept: 'open',
  },
  {
    id: 'STDIO-20',
    priority: 'P1',
    fault: 'a client that cannot ask a person is never asked through it',
    kept: 'open',
  },
  {
    id: 'STDIO-21',
    priority: 'P1',
    fault: 'older protocol versions are served under the same safety rules',
    kept: 'open',
  },
  {
    id: 'STDIO-22',
    priority: 'P1',
    fault: 'a client that does not read for a while gets everything later, in bounded memory',
    kept: 'open',
  },
]
