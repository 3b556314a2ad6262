import type { FaultCase } from '../fault-case.ts'

export const pathCases: readonly FaultCase[] = [
  {
    id: 'PATH-01',
    priority: 'P0',
    fault:
      'a folder whose name begins like the allowed one is outside: refused without saying whether the file is there',
    kept: 'open',
  },
  {
    id: 'PATH-02',
    priority: 'P0',
    fault: '.. leads out of the folder: refused in the words used for a path outside that does not exist',
    kept: 'open',
  },
  { id: 'PATH-03', priority: 'P0', fault: 'an absolute path outside the folder is refused', kept: 'open' },
  {
    id: 'PATH-05',
    priority: 'P0',
    fault: 'a linked folder leads outside: the opened file is judged, not its name',
    kept: 'open',
  },
  {
    id: 'PATH-06',
    priority: 'P2',
    fault: 'a link within the folder: the file it leads to, or refused; never something else',
    kept: 'open',
  },
  { id: 'PATH-07', priority: 'P1', fault: 'links that lead to each other are refused at once', kept: 'open' },
  {
    id: 'PATH-08',
    priority: 'P0',
    fault:
      'a file is swapped for a link to a secret during five hundred starts: the secret reaches neither HubSpot nor an answer',
    kept: 'open',
  },
  {
    id: 'PATH-09',
    priority: 'P0',
    fault: 'a pipe nobody writes to is refused at once, without blocking a thread',
    kept: 'open',
  },
  {
    id: 'PATH-10',
    priority: 'P0',
    fault: 'the root of the disk is no allowed folder; devices and /proc are no files',
    kept: 'open',
  },
  { id: 'PATH-11', priority: 'P1', fault: 'a folder named like a file is refused', kept: 'open' },
  {
    id: 'PATH-12',
    priority: 'P1',
    fault: 'a missing file is told with names that are near, of the folder only',
    kept: 'open',
  },
  {
    id: 'PATH-13',
    priority: 'P1',
    fault: 'a file without read permission is told with the reason, without a stack',
    kept: 'open',
  },
  { id: 'PATH-14', priority: 'P1', fault: 'a NUL in a path is refused before the disk is asked', kept: 'open' },
  {
    id: 'PATH-15',
    priority: 'P1',
    fault: 'file: addresses, ~, variables and percent codes are not expanded',
    kept: 'open',
  },
  {
    id: 'PATH-16',
    priority: 'P2',
    fault: 'very long paths and control characters: refused, shown visibly, one line in the log',
    kept: 'open',
  },
  {
    id: 'PATH-17',
    priority: 'P2',
    fault:
      'on Windows network paths, streams, device names and drive-relative paths are refused without a network call',
    kept: 'open',
  },
  {
    id: 'PATH-18',
    priority: 'P0',
    fault: 'hidden files, renamed keys and binary files are not read: no way to send a secret to the CRM',
    kept: 'open',
  },
  {
    id: 'PATH-19',
    priority: 'P0',
    fault: 'without an allowed folder the refusal names the setting; no silent default',
    kept: 'open',
  },
  {
    id: 'PATH-20',
    priority: 'P0',
    fault: 'over HTTP no path of the host is read, only handles of uploads',
    kept: 'open',
  },
  {
    id: 'PATH-22',
    priority: 'P1',
    fault: 'outside the folders an existing and a missing file give the same error',
    kept: 'open',
  },
]
