import { by, type FaultCase } from '../fault-case.ts'

export const campaignCases: readonly FaultCase[] = [
  {
    id: 'CAMP-01',
    priority: 'P0',
    // With the program's real waits twelve parts take minutes: each looks for a free place every few seconds. So the first
    // test runs its code, in processes of their own, with a hundredth of each wait.
    fault: 'killed after five of twelve parts: the others are sent once each, the rows add up',
    kept: [
      by(
        'faults/restarts.test.ts',
        'whose process is killed after five stops where the file has changed, and with the right one sends 6 to 12 once each',
      ),
      by('import/parts/start-parts.test.ts', 'goes on after a restart only when asked, and sends no part twice'),
      by('import/parts/start-parts.test.ts', 'imports every row once of a file %s'),
    ],
  },
  {
    id: 'CAMP-02',
    priority: 'P0',
    // The rule is one for all imports: the sending stops, and start_import sends the others. What is to be created or
    // updated makes no difference, since nobody can tell from outside whether the rows of the lost part matter to the next.
    fault: 'the answer of a part is lost: the part is unknown and not sent again, the others are sent when asked',
    kept: [by('import/parts/start-parts.test.ts', 'is never sent again by itself, and the others are sent when asked')],
  },
  {
    id: 'CAMP-03',
    priority: 'P0',
    // The code is file_changed.
    fault: 'the source changed before going on: stopped, with parts done and not done',
    kept: [
      by(
        'faults/restarts.test.ts',
        'whose process is killed after five stops where the file has changed, and with the right one sends 6 to 12 once each',
      ),
      by(
        'import/parts/start-parts.test.ts',
        'is not sent on when the file has changed, or would be cut in another way',
      ),
    ],
  },
  {
    id: 'CAMP-04',
    priority: 'P1',
    fault: 'the same source gives the same parts',
    kept: [by('faults/campaign.test.ts', 'a source is cut into the same parts on two computers, and sent once')],
  },
  {
    id: 'CAMP-06',
    priority: 'P0',
    fault: 'cancelled in the middle: running parts cancelled, waiting ones dropped, finished ones told',
    kept: [
      by('import/parts/start-parts.test.ts', 'is cancelled as a whole'),
      by(
        'import/parts/start-parts.test.ts',
        'that is cancelled says which parts had ended, and that their records stay',
      ),
    ],
  },
  {
    id: 'CAMP-09',
    priority: 'P1',
    fault: 'one key in two parts is told',
    kept: [
      by(
        'faults/campaign.test.ts',
        'a key that comes again in another part is told by validate_import, with counts and lines',
      ),
    ],
  },
  {
    id: 'CAMP-10',
    priority: 'P1',
    fault: 'the daily limit in the middle: waits with a time, and goes on after a restart',
    kept: [
      by('import/parts/start-parts.test.ts', 'waits for the next day when its rows are used up, and says until when'),
      by(
        'import/parts/start-parts.test.ts',
        'waits again after a restart, with the time, as long as the calls of a day are used up',
      ),
    ],
  },
  {
    id: 'CAMP-11',
    priority: 'P1',
    fault: 'two calls go on with the same parts: each part is sent once',
    kept: [
      by(
        'import/parts/start-parts.test.ts',
        'joins calls for the same plan, and tells another plan of the same content what there is',
      ),
    ],
  },
]
