import { by, type FaultCase } from '../fault-case.ts'

export const networkCases: readonly FaultCase[] = [
  {
    id: 'NET-01',
    priority: 'P1',
    fault: 'the host has no address: the error names host and step, the read is tried a few times only',
    kept: [
      by('faults/program.test.ts', 'names the host that has no address'),
      by('faults/network.test.ts', 'without an address is told with its name and the step, after a few tries'),
    ],
  },
  {
    id: 'NET-02',
    priority: 'P1',
    fault: 'the name server fails once: the read works at the second try',
    kept: [by('faults/network.test.ts', 'whose name server fails once costs one more try')],
  },
  {
    id: 'NET-04',
    priority: 'P1',
    fault: 'connecting is never answered: given up in time, nothing started',
    kept: [
      by('faults/network.test.ts', 'a connection that never comes about is given up in time, and nothing has started'),
      by(
        'faults/network.test.ts',
        'a connection is waited for up to ten seconds, the answer to an upload two minutes and more',
      ),
    ],
  },
  {
    id: 'NET-05',
    priority: 'P0',
    fault: 'an expired certificate is refused before the token is sent',
    kept: [
      by('faults/program.test.ts', 'sends nothing to a host with a certificate %s', 'that has ended'),
      by(
        'faults/program.test.ts',
        'sends nothing to a host with a certificate %s',
        'that has ended, whatever NODE_TLS_REJECT_UNAUTHORIZED says',
      ),
      by('config/tls.test.ts', '$name is refused, and nothing was started', 'an expired certificate'),
    ],
  },
  {
    id: 'NET-07',
    priority: 'P1',
    fault: 'an unknown authority is refused until it is configured',
    kept: [
      by('config/tls.test.ts', '$name is refused, and nothing was started', 'an unknown authority'),
      by('config/tls.test.ts', '$name is accepted', 'the right authority'),
    ],
  },
  {
    id: 'NET-08',
    priority: 'P0',
    fault: 'reset before the first byte of the body: not started, one import in the end',
    kept: [
      by(
        'faults/program.test.ts',
        '$what, says $code and not_started, and is sent when it is asked for again',
        'is reset before its body',
      ),

      by(
        'faults/network.test.ts',
        'that is reset %s has not started, and starts one import when it is asked for again',
        'before the first byte',
      ),
      by(
        'hubspot/start-once.test.ts',
        'imports.start() broken %s is sent once, and not_started only if the body was incomplete',
      ),
    ],
  },
  {
    id: 'NET-09',
    priority: 'P0',
    fault: 'reset in the middle of the body: not started, one import in the end',
    kept: [
      by(
        'faults/program.test.ts',
        '$what, says $code and not_started, and is sent when it is asked for again',
        'is reset in its middle',
      ),

      by(
        'faults/network.test.ts',
        'that is reset %s has not started, and starts one import when it is asked for again',
        'in the middle of the body',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        'reset at half of the body',
      ),
    ],
  },
  {
    id: 'NET-10',
    priority: 'P0',
    fault: 'import made, connection reset before the answer: one POST, the import is found, however often it is asked',
    kept: [
      by('faults/program.test.ts', 'made an import and its answer is %s, finds it after one upload', 'lost'),
      by(
        'faults/program.test.ts',
        'was started, is never sent again: asked five times, and five times after a restart',
      ),

      by(
        'faults/network.test.ts',
        'an import whose answer is %s is found again, with one upload however often it is asked for',
        'lost',
      ),
    ],
  },
  {
    id: 'NET-11',
    priority: 'P0',
    fault: 'body taken, no import, reset before the answer: one POST, unknown, never sent again by itself',
    kept: [
      by(
        'faults/program.test.ts',
        'does not know of an upload that made no import and was answered with %s, and never sends it again',
        'reset',
      ),
      by('import/start.test.ts', 'stays unknown, and never sends again by itself, when HubSpot lost the upload'),
    ],
  },
  {
    id: 'NET-12',
    priority: 'P0',
    fault: 'reset within the answer: as if the answer were lost',
    kept: [
      by('faults/program.test.ts', 'made an import and its answer is %s, finds it after one upload', 'cut'),

      by(
        'faults/network.test.ts',
        'an import whose answer is %s is found again, with one upload however often it is asked for',
        'cut in its middle',
      ),
      by('hubspot/start-import.test.ts', 'imports.start() answered with $name ends as $outcome', 'reset in the answer'),
    ],
  },
  {
    id: 'NET-13',
    priority: 'P0',
    fault: 'an answer shorter than announced: as if the answer were lost',
    kept: [
      by(
        'faults/program.test.ts',
        'made an import and its answer is %s, finds it after one upload',
        'shorter than announced',
      ),

      by(
        'faults/network.test.ts',
        'an import whose answer is %s is found again, with one upload however often it is asked for',
        'shorter than announced',
      ),
      by(
        'hubspot/start-import.test.ts',
        'imports.start() answered with $name ends as $outcome',
        'answer shorter than announced',
      ),
    ],
  },
  {
    id: 'NET-14',
    priority: 'P1',
    fault: 'an upload that stands still is given up, one that moves slowly is not',
    kept: [
      by('hubspot/start-import.test.ts', 'imports.start() gives up an upload that HubSpot does not take'),
      by('hubspot/start-import.test.ts', 'imports.start() gives up an upload that stands still'),
      by('hubspot/start-import.test.ts', 'imports.start() takes any time in all while bytes move, and tells each step'),
      by('import/start-faults.test.ts', 'tells its bytes to the call that waits for it'),
    ],
  },
  {
    id: 'NET-15',
    priority: 'P1',
    fault: 'a late answer to the upload is waited for longer than other answers',
    kept: [
      by('faults/network.test.ts', 'an upload waits for its answer longer than a read does'),
      by(
        'faults/network.test.ts',
        'an upload that is never answered is given up in the end, and nobody knows what became of it',
      ),
      by(
        'faults/network.test.ts',
        'a connection is waited for up to ten seconds, the answer to an upload two minutes and more',
      ),
    ],
  },
  {
    id: 'NET-16',
    priority: 'P1',
    fault: 'an answer that drips is given up and never taken as whole',
    kept: [by('faults/network.test.ts', 'an answer that drips is given up, and nothing of it is taken')],
  },
  {
    id: 'NET-17',
    priority: 'P0',
    fault: 'a kept connection was closed: a read is sent again, an upload has its own connection and is sent once',
    kept: [
      by(
        'faults/program.test.ts',
        'comes after the host has closed a connection, costs the read one more try and has a connection of its own',
      ),
      by('hubspot/start-import.test.ts', 'imports.start() uses a fresh connection, not the one of the reads before'),
      by('faults/network.test.ts', 'a connection that the host closed meanwhile costs a read one more try'),
    ],
  },
  {
    id: 'NET-20',
    priority: 'P1',
    fault: 'an answer compressed in many layers is stopped at the size limit',
    kept: [
      by('hubspot/answer-error.test.ts', 'a call tells $name as $code', 'a body with an unknown encoding'),
      by('config/compression.test.ts', 'a body in %s is a bad response'),
      by('config/compression.test.ts', 'an answer that is too large, %s, is not read to its end'),
    ],
  },
  {
    id: 'NET-21',
    priority: 'P2',
    fault: 'one address of the host is dead: the other one is used',
    kept: [by('faults/network.test.ts', 'with two addresses of which one is dead is reached by the other')],
  },
  {
    id: 'NET-22',
    priority: 'P2',
    fault: 'huge or malformed headers of an answer are refused',
    kept: [by('hubspot/connection.test.ts', '%s is refused as a bad response')],
  },
]
