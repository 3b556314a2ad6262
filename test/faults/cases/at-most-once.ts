import { by, type FaultCase } from '../fault-case.ts'

export const atMostOnceCases: readonly FaultCase[] = [
  {
    id: 'AMO-01',
    priority: 'P0',
    // Before the last byte the upload ends with its call, and the second call sends one of its own: two requests, of which
    // HubSpot gets one whole. Afterwards it is one request.
    fault: "the caller's stream closes during the upload and it calls again: one import, and its id",
    kept: [
      by(
        'faults/over-http.test.ts',
        'before the last byte of the upload has started nothing, and one import when it calls again',
      ),
      by(
        'faults/over-http.test.ts',
        'after the last byte of the upload finds the one import that the journal and HubSpot have',
      ),
    ],
  },
  {
    id: 'AMO-02',
    priority: 'P0',
    fault: 'two starts with the same request id: one POST',
    kept: [
      by(
        'import/start-faults.test.ts',
        'starts once for calls with the same JSON-RPC id, by two processes, for two plans of the file',
      ),
    ],
  },
  {
    id: 'AMO-03',
    priority: 'P0',
    fault: 'two starts of one plan at once: one POST, the same import',
    kept: [by('import/start.test.ts', 'sends one upload for ten parallel calls')],
  },
  {
    id: 'AMO-05',
    priority: 'P0',
    // No error that a model would look for a way around: already_started, with the import that exists. allowRepeat is the
    // way to one more. It holds without an end, and for a file of another name.
    fault: 'the same file planned again and started: nothing is sent, the earlier import is told',
    kept: [
      by(
        'import/start.test.ts',
        'knows the same content planned again under another name, and in a file of another name',
      ),
    ],
  },
  {
    id: 'AMO-06',
    priority: 'P0',
    // As AMO-05: already_started, not an error.
    fault: "the state folder is gone: the import is recognised by the mark in HubSpot's list",
    kept: [
      by('import/start.test.ts', 'finds an import again whose journal was lost'),
      by('import/state-folder.test.ts', 'that was removed: the plan is gone, another one finds the import that exists'),
    ],
  },
  {
    id: 'AMO-08',
    priority: 'P0',
    fault: 'answer lost, the list shows the import late: unknown first, found later, one POST',
    kept: [
      by(
        'faults/at-most-once.test.ts',
        'an import that HubSpot lists late is unknown first and found later, after one upload',
      ),
    ],
  },
  {
    id: 'AMO-09',
    priority: 'P1',
    fault: 'two imports with the mark: both told, nothing sent, a person decides',
    kept: [by('import/start-faults.test.ts', 'names both imports when two carry the marker, and sends nothing')],
  },
  {
    id: 'AMO-10',
    priority: 'P1',
    fault: 'an import of the same name without the mark is not taken for ours',
    kept: [
      by('import/start-faults.test.ts', 'does not take an import of the same name without the marker for its own'),
      by('import/start-faults.test.ts', 'does not take an import of the same name for one whose answer was lost'),
    ],
  },
  {
    id: 'AMO-11',
    priority: 'P0',
    // No code of its own: the journal does not keep the app, so that it is told as what may be, with outcome_unknown.
    fault: "another app's token after a lost answer: stays unknown, since HubSpot lists only an app's own imports",
    kept: [
      by(
        'faults/at-most-once.test.ts',
        'with the token of another app a lost answer stays unknown, and the answer says why',
      ),
    ],
  },
  {
    id: 'AMO-12',
    priority: 'P0',
    fault: 'a plan of another account is refused, nothing sent',
    kept: [by('tools/start_import.test.ts', 'start_import refuses a plan of another account')],
  },
  {
    id: 'AMO-13',
    priority: 'P0',
    fault: 'the list fails while looking: stays unknown, never "absent"',
    kept: [
      by('import/start.test.ts', 'stays unknown while the list cannot be read'),
      by(
        'import/start-faults.test.ts',
        'stays unknown, and is told so by every call and after a restart, while the list cannot be read',
      ),
    ],
  },
  {
    id: 'AMO-14',
    priority: 'P1',
    fault: 'many pages of newer imports lie above the one that is looked for: found, or told as incomplete',
    kept: [
      by('faults/paging.test.ts', 'an import is found by its mark below forty pages of newer ones, some of them empty'),
    ],
  },
  {
    id: 'AMO-16',
    priority: 'P0',
    fault: 'a misspelt safety argument is refused, nothing sent',
    kept: [by('import/start-faults.test.ts', 'refuses the argument %j and sends nothing')],
  },
  {
    id: 'AMO-17',
    priority: 'P0',
    fault: 'a client that cannot ask has not consented: refused with the way in two steps',
    kept: [
      by('tools/start_import.test.ts', 'start_import needs the text of exactly this plan where the client cannot ask'),
    ],
  },
  {
    id: 'AMO-18',
    priority: 'P0',
    // A client of 2026 is not waited for: its question is over after ten minutes (AMO-19). For one of 2025 the SDK waits as
    // long, and then answers in words of its own, without our code and outcome.
    fault: 'declined, cancelled, empty or unanswered: nothing sent',
    kept: [
      by(
        'tools/start_import.test.ts',
        'start_import sends nothing when a form has no answer for ten minutes, nor when one comes later',
      ),
      by('tools/start_import.test.ts', 'start_import sends nothing when the person %s'),
      by(
        'tools/start_import.test.ts',
        'start_import sends nothing when a form was given up before the person said yes (%s)',
      ),
    ],
  },
  {
    id: 'AMO-19',
    priority: 'P0',
    fault: 'a forged, foreign, replayed or expired consent: nothing sent',
    kept: [
      by('faults/at-most-once.test.ts', 'a consent that is $name starts nothing'),
      by('http/consent.test.ts', 'does not count for %s'),
      by(
        'tools/start_import.test.ts',
        'start_import takes one yes for one import: that to a start is none to a repetition, nor that to another repetition',
      ),
    ],
  },
  {
    id: 'AMO-22',
    priority: 'P0',
    // Asked ten times before the restart too, a program with its real waits takes minutes: a call waits 20 s as long as the
    // import is looked for. So that test runs the program's code with a hundredth of each wait, in processes of their own;
    // with the real ones dist/main.js is asked ten times after the restart only.
    fault: 'unknown outcome: ten starts, restart, ten starts: one POST',
    kept: [
      by(
        'faults/restarts.test.ts',
        'and that $what is never sent again: asked ten times, and ten times after a restart',
        'made one that HubSpot does not list',
      ),
      by(
        'import/start-faults.test.ts',
        'stays unknown, and is told so by every call and after a restart, while the list cannot be read',
      ),
      by('import/start.test.ts', 'stays unknown, and never sends again by itself, when HubSpot lost the upload'),
      by(
        'faults/program.test.ts',
        'does not know of an upload that made no import and was answered with %s, and never sends it again',
        'reset',
      ),
    ],
  },
  {
    id: 'AMO-23',
    priority: 'P1',
    fault:
      'a person decides to send again: refused before the time of looking is over, afterwards with confirmation and one POST',
    kept: [
      by(
        'import/start-faults.test.ts',
        'refuses to repeat what may still appear in the list, and repeats it afterwards',
      ),
      by('faults/at-most-once.test.ts', 'a repetition after a lost answer needs the consent of a person'),
    ],
  },
  {
    id: 'AMO-24',
    priority: 'P1',
    fault: 'a read-only server has no tool that writes',
    kept: [by('tools/start_import.test.ts', 'start_import is not there in a read-only server')],
  },
  {
    id: 'AMO-26',
    priority: 'P1',
    fault: 'other imports of ours are running: allowed, and told',
    kept: [
      by(
        'import/start-faults.test.ts',
        'starts a fourth import while three are running, and get_import tells that it waits',
      ),
    ],
  },
  {
    id: 'AMO-27',
    priority: 'P0',
    // With the program's real waits it takes minutes: the call is answered after 20 s of an upload that goes on. So the tests
    // run its code with a hundredth of each wait.
    fault:
      'a slow and large upload: the call answers early with the planId, its bytes are told, no later call ends it, one import',
    kept: [
      by(
        'faults/restarts.test.ts',
        'goes on when its call is answered, shows its bytes, and is not ended by a later call that its client gives up',
      ),
      by(
        'import/start-faults.test.ts',
        'goes on after the call was answered, and whoever ends a later call does not end it',
      ),
    ],
  },
  {
    id: 'AMO-28',
    priority: 'P1',
    fault: 'an upload is stopped before its last byte: nothing started; afterwards it is the import that is cancelled',
    kept: [
      by('faults/at-most-once.test.ts', 'an upload is stopped before its last byte, and nothing was started'),
      by(
        'tools/cancel_import.test.ts',
        'that another process sends ends it before its last byte too, and it needs a new yes to be sent after all',
      ),
      by('faults/at-most-once.test.ts', 'after the last byte it is the import that is cancelled'),
    ],
  },
]
