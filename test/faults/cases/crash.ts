import { by, type FaultCase, where } from '../fault-case.ts'

export const crashCases: readonly FaultCase[] = [
  {
    id: 'CRASH-01',
    priority: 'P0',
    fault: 'killed at any moment: what exists is in the journal, never two imports',
    kept: [
      by(
        'import/start-at-most-once.test.ts',
        `starts \${about} at most once and tells the truth, whenever a process dies and wherever the network breaks`,
      ),
    ],
  },
  {
    id: 'CRASH-02',
    priority: 'P0',
    fault: 'killed between the answer and its record: found by the mark',
    kept: [
      by(
        'faults/restarts.test.ts',
        'an import whose answer is not in the journal when the process is killed is found by its mark after the restart',
      ),
      by('tools/check_connection.test.ts', 'tells the upload and what to do, until the import is found'),
      by('import/listed-starts.test.ts', 'to one process keeps the upload of another from its last byte'),
    ],
  },
  {
    id: 'CRASH-06',
    priority: 'P0',
    fault: 'a damaged journal entry is found, makes one plan unknown, and nothing is sent again',
    kept: [
      by('import/journal.test.ts', 'of which a byte changed is damaged, and never another import id or another state'),
      by(
        'import/start-faults.test.ts',
        'sends nothing while an entry of the journal is damaged, and repeats it on request',
      ),
      by(
        'import/start-faults.test.ts',
        'does not say that nothing was started when an error comes and an entry of the journal is damaged',
      ),
    ],
  },
  {
    id: 'CRASH-07',
    priority: 'P0',
    // One that is missing is made, as at the first start: what it held is found in HubSpot's list (AMO-06).
    fault: "the state folder is missing, read-only, another user's or open to others: nothing sent, reading tools work",
    kept: [
      by('import/state-folder.test.ts', 'that others can write to (%o) is not written'),
      where(
        'for a user who is not root, or where a disk can be mounted',
        by('import/state-folder.test.ts', 'that is read-only stops the start'),
      ),
      by('import/state-folder.test.ts', 'that belongs to another user is not written'),
      by('import/state-folder.test.ts', 'that is missing is made, for this user alone'),
    ],
  },
  {
    id: 'CRASH-09',
    priority: 'P1',
    fault: 'the lock of a dead process is taken over, that of a living one is not',
    kept: {
      doesNotApply:
        'The journal has no lock files: a start is armed by making a file that only one of any number of processes can make.',
    },
  },
  {
    id: 'CRASH-11',
    priority: 'P1',
    fault: 'older journal entries are read, newer ones refused and left alone',
    kept: [
      by('import/journal.test.ts', 'of before there were versions is read'),
      by('import/journal.test.ts', 'of a newer version is refused and stays as it is'),
    ],
  },
  {
    id: 'CRASH-12',
    priority: 'P1',
    fault: 'two servers on one state folder do not disturb each other',
    kept: [
      by('import/start.test.ts', 'imports once when two servers share the state folder'),
      by('import/journal.test.ts', 'creates a file for one of many callers, and leaves nothing else behind'),
    ],
  },
]
