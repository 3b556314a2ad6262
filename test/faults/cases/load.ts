import { by, type FaultCase } from '../fault-case.ts'

export const loadCases: readonly FaultCase[] = [
  {
    id: 'LOAD-01',
    priority: 'P1',
    fault:
      'many open streams and steady calls: no errors, short answers (500 for ten minutes are bench/server.mjs --only streams)',
    kept: [
      by('http/streams.test.ts', 'many open streams leave calls as they are, and close with the server'),
      by('http/streams.test.ts', 'ends with its first answer, because nothing that could be listened to changes'),
    ],
  },
  {
    id: 'LOAD-03',
    priority: 'P0',
    fault:
      'an hour of mixed calls: memory, descriptors and rejections flat (the hour is bench/server.mjs --soak, the test is short)',
    kept: [
      by(
        'faults/load.test.ts',
        'calls that are aborted at any moment leave no descriptor, timer, listener and file behind',
      ),
      by(
        'hubspot/upload-body.test.ts',
        'imports.start() sets no timer and arms nothing when it was cancelled while a file gives %s',
      ),
    ],
  },
  {
    id: 'LOAD-04',
    priority: 'P0',
    // How much, and how quick, is bench/upload.mjs.
    fault: '512 MB uploaded in little memory',
    kept: [
      by('faults/large-upload.test.ts', 'a file that is larger than all memory of the program is checked and sent'),
      by('hubspot/upload-body.test.ts', 'imports.start() keeps no chunk that was sent'),
      by('hubspot/upload-body.test.ts', 'imports.start() reads no further than HubSpot takes'),
    ],
  },
  {
    id: 'LOAD-05',
    priority: 'P1',
    fault: 'a scan of 1 GB leaves other calls quick',
    kept: [by('faults/load.test.ts', 'while a large file is checked, other calls are answered')],
  },
  {
    id: 'LOAD-07',
    priority: 'P1',
    fault: 'ten large uploads at once wait for each other (their memory is bench/server.mjs --only uploads)',
    kept: [
      by(
        'faults/load.test.ts',
        'wait for each other: two are sent at once, the others say so, can be cancelled and take their turn',
      ),
    ],
  },
  {
    id: 'LOAD-08',
    priority: 'P0',
    fault: 'HubSpot hangs: few sockets, bounded queue, local tools quick',
    kept: [
      by('faults/load.test.ts', 'holds few connections, and leaves the tools that need none quick'),
      by(
        'faults/load.test.ts',
        'opens the circuit: a hundred calls are told so in the end, and what is local is answered',
      ),
      by('config/circuit-breaker.test.ts', 'no answer at all is a failure; a refusal is an answer'),
    ],
  },
  {
    id: 'LOAD-09',
    priority: 'P1',
    fault: 'ten thousand aborted calls leave nothing behind',
    kept: [
      by(
        'faults/load.test.ts',
        'calls that are aborted at any moment leave no descriptor, timer, listener and file behind',
      ),
    ],
  },
]
