import { by, type FaultCase, where } from '../fault-case.ts'

export const pathCases: readonly FaultCase[] = [
  {
    id: 'PATH-01',
    priority: 'P0',
    fault:
      'a folder whose name begins like the allowed one is outside: refused without saying whether the file is there',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'a neighbour with the same beginning'),
      by(
        'faults/files.test.ts',
        '%s is refused by each tool that reads files, and nothing of it told',
        'a folder whose name begins like the allowed one',
      ),
    ],
  },
  {
    id: 'PATH-02',
    priority: 'P0',
    fault: '.. leads out of the folder: refused in the words used for a path outside that does not exist',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'a way out with a detour'),
      by(
        'table/allowed-files.test.ts',
        'says the same of a file outside that exists (%s) and one that does not (%s)',
        '2024/../../in-secret/y.csv',
      ),
      by('faults/files.test.ts', '%s is refused by each tool that reads files, and nothing of it told', 'a way out'),
    ],
  },
  {
    id: 'PATH-03',
    priority: 'P0',
    fault: 'an absolute path outside the folder is refused',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'a system file'),
      by(
        'faults/files.test.ts',
        '%s is refused by each tool that reads files, and nothing of it told',
        'a system file',
      ),
    ],
  },
  {
    id: 'PATH-05',
    priority: 'P0',
    fault: 'a linked folder leads outside: the opened file is judged, not its name',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'the file of another folder through a linked folder'),
      by('table/allowed-files.test.ts', 'never reads a file outside while a folder on the way is swapped for a link'),
      by(
        'faults/files.test.ts',
        '%s is refused by each tool that reads files, and nothing of it told',
        'a linked folder',
      ),
    ],
  },
  {
    id: 'PATH-06',
    priority: 'P2',
    fault: 'a link within the folder: the file it leads to, or refused; never something else',
    kept: [
      by('table/allowed-files.test.ts', 'opens %s', 'a link inside, as the file it leads to'),
      by('table/allowed-files.test.ts', 'refuses %s', 'a link to a hidden file'),
    ],
  },
  {
    id: 'PATH-07',
    priority: 'P1',
    fault: 'links that lead to each other are refused at once',
    kept: [by('table/allowed-files.test.ts', 'refuses %s', 'links in a circle')],
  },
  {
    id: 'PATH-08',
    priority: 'P0',
    fault:
      'a file is swapped for a link to a secret while it is planned and started: the secret reaches neither HubSpot nor an answer',
    kept: [
      by('faults/swapped-files.test.ts', 'is refused at each of its openings, from the plan to the upload (%s)'),
      where(
        'FAULT_ROUNDS is set',
        by(
          'faults/swapped-files.test.ts',
          'a file that is swapped for a link to a secret while it is planned and started is sent, or nothing',
        ),
      ),
      by('table/allowed-files.test.ts', 'never reads a file outside while the path is swapped for a link'),
    ],
  },
  {
    id: 'PATH-09',
    priority: 'P0',
    fault: 'a pipe nobody writes to is refused at once, without blocking a thread',
    kept: [
      by('table/open-file.test.ts', 'refuses a pipe without waiting for its writer'),
      by('table/allowed-files.test.ts', 'refuses folders and pipes'),
    ],
  },
  {
    id: 'PATH-10',
    priority: 'P0',
    fault: 'the root of the disk is no allowed folder; devices and /proc are no files',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'the root'),
      by('config.test.ts', 'refuses %j', '--allow-dir is /: the root and the home folder'),
      where(
        'on Linux',
        by('faults/files.test.ts', 'devices and files of the kernel are not read, even where their folder is allowed'),
      ),
      where(
        'on Linux',
        by('table/open-file.test.ts', 'refuses devices and what the kernel makes up, by whatever name'),
      ),
    ],
  },
  {
    id: 'PATH-11',
    priority: 'P1',
    fault: 'a folder named like a file is refused',
    kept: [by('table/allowed-files.test.ts', 'refuses folders and pipes')],
  },
  {
    id: 'PATH-12',
    priority: 'P1',
    fault: 'a missing file is told with names that are near, of the folder only',
    kept: [
      by('table/allowed-files.test.ts', 'names the nearest files when there is none of that name'),
      by('table/allowed-files.test.ts', 'names no more than five near files, and none of elsewhere'),
    ],
  },
  {
    id: 'PATH-13',
    priority: 'P1',
    fault: 'a file without read permission is told with the reason, without a stack',
    kept: [by('table/open-file.test.ts', 'tells the errno of a file it has no right to read, and no stack')],
  },
  {
    id: 'PATH-14',
    priority: 'P1',
    fault: 'a NUL in a path is refused before the disk is asked',
    kept: [by('table/allowed-files.test.ts', 'refuses %s', 'a path with NUL')],
  },
  {
    id: 'PATH-15',
    priority: 'P1',
    fault: 'file: addresses, variables and percent codes are not expanded; ~/ is the home folder, judged like any path',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'a variable'),
      by('table/allowed-files.test.ts', 'refuses %s', 'percent codes'),
      by('table/allowed-files.test.ts', 'refuses %s', 'a URL'),
      by('table/allowed-files.test.ts', 'refuses %s', 'a file in the home folder'),
    ],
  },
  {
    id: 'PATH-16',
    priority: 'P2',
    fault: 'very long paths and control characters: refused, shown visibly, one line in the log',
    kept: [
      by('table/allowed-files.test.ts', 'refuses %s', 'a very long path'),
      by('table/allowed-files.test.ts', 'shows a hostile path as visible text'),
      by('server/json-log.test.ts', 'cannot be given a second line or a terminal sequence'),
    ],
  },
  {
    id: 'PATH-17',
    priority: 'P2',
    fault:
      'on Windows network paths, streams, device names and drive-relative paths are refused without a network call',
    kept: [by('table/path-text.test.ts', 'refuses %s on Windows')],
  },
  {
    id: 'PATH-18',
    priority: 'P0',
    fault: 'hidden files, renamed keys and binary files are not read: no way to send a secret to the CRM',
    kept: [
      by(
        'faults/files.test.ts',
        '%s is refused by each tool that reads files, and nothing of it told',
        'a key under the name of a table',
      ),
      by('table/allowed-files.test.ts', 'refuses %s', 'a hidden file'),
      by('table/open-file.test.ts', 'refuses %s', 'a private key in UTF-16'),
      by('table/open-file.test.ts', 'refuses %s', 'random bytes'),
    ],
  },
  {
    id: 'PATH-19',
    priority: 'P0',
    fault: 'without an allowed folder the refusal names the setting; the root and the home folder are none by default',
    kept: [
      by('table/allowed-files.test.ts', 'names the setting to add when no folder is allowed'),
      by('config.test.ts', 'allows no folder when it is started in %s'),
    ],
  },
  {
    id: 'PATH-20',
    priority: 'P0',
    fault: 'over HTTP no path of the host is read, only handles of uploads',
    kept: [by('http.test.ts', 'does not open %s', '/etc/hostname'), by('http.test.ts', 'does not open %s', 'x.csv')],
  },
  {
    id: 'PATH-22',
    priority: 'P1',
    fault: 'outside the folders an existing and a missing file give the same error',
    kept: [
      by('table/allowed-files.test.ts', 'says the same of a file outside that exists (%s) and one that does not (%s)'),
    ],
  },
]
