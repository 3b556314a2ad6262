import type { FaultCase } from '../fault-case.ts'

export const networkCases: readonly FaultCase[] = [
  {
    id: 'NET-01',
    priority: 'P1',
    fault: 'the host has no address: the error names host and step, the read is tried a few times only',
    kept: 'open',
  },
  { id: 'NET-02', priority: 'P1', fault: 'the name server fails once: the read works at the second try', kept: 'open' },
  {
    id: 'NET-04',
    priority: 'P1',
    fault: 'connecting is never answered: given up in time, nothing started',
    kept: 'open',
  },
  { id: 'NET-05', priority: 'P0', fault: 'an expired certificate is refused before the token is sent', kept: 'open' },
  { id: 'NET-07', priority: 'P1', fault: 'an unknown authority is refused until it is configured', kept: 'open' },
  {
    id: 'NET-08',
    priority: 'P0',
    fault: 'reset before the first byte of the body: not started, one import in the end',
    kept: 'open',
  },
  {
    id: 'NET-09',
    priority: 'P0',
    fault: 'reset in the middle of the body: not started, one import in the end',
    kept: 'open',
  },
  {
    id: 'NET-10',
    priority: 'P0',
    fault: 'import made, connection reset before the answer: one POST, the import is found, however often it is asked',
    kept: 'open',
  },
  {
    id: 'NET-11',
    priority: 'P0',
    fault: 'body taken, no import, reset before the answer: one POST, unknown, never sent again by itself',
    kept: 'open',
  },
  { id: 'NET-12', priority: 'P0', fault: 'reset within the answer: as if the answer were lost', kept: 'open' },
  { id: 'NET-13', priority: 'P0', fault: 'an answer shorter than announced: as if the answer were lost', kept: 'open' },
  {
    id: 'NET-14',
    priority: 'P1',
    fault: 'an upload that stands still is given up, one that moves slowly is not',
    kept: 'open',
  },
  {
    id: 'NET-15',
    priority: 'P1',
    fault: 'a late answer to the upload is waited for longer than other answers',
    kept: 'open',
  },
  { id: 'NET-16', priority: 'P1', fault: 'an answer that drips is given up and never taken as whole', kept: 'open' },
  {
    id: 'NET-17',
    priority: 'P0',
    fault: 'a kept connection was closed: a read is sent again, an upload has its own connection and is sent once',
    kept: 'open',
  },
  {
    id: 'NET-20',
    priority: 'P1',
    fault: 'an answer compressed in many layers is stopped at the size limit',
    kept: 'open',
  },
  { id: 'NET-21', priority: 'P2', fault: 'one address of the host is dead: the other one is used', kept: 'open' },
  { id: 'NET-22', priority: 'P2', fault: 'huge or malformed headers of an answer are refused', kept: 'open' },
]
