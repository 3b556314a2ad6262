import { by, type FaultCase } from '../fault-case.ts'

export const cancelCases: readonly FaultCase[] = [
  {
    id: 'CAN-01',
    priority: 'P0',
    fault: 'the answer of the cancellation is lost: the state is read back',
    kept: [
      by('tools/cancel_import.test.ts', 'cancel_import reads the state when the answer is lost'),
      by(
        'tools/cancel_import.test.ts',
        'cancel_import tells the real state when the request was lost (%o), and sends it once',
      ),
    ],
  },
  {
    id: 'CAN-02',
    priority: 'P1',
    fault: 'an import that has ended: told plainly, rows stay',
    kept: [
      by(
        'tools/cancel_import.test.ts',
        'cancel_import says of a finished import that it has ended, and asks HubSpot nothing',
      ),
      by('tools/cancel_import.test.ts', 'cancel_import says the same of an import that ends just when it is cancelled'),
    ],
  },
  {
    id: 'CAN-03',
    priority: 'P1',
    fault: 'ids that are no numbers are refused without a request',
    kept: [
      by('tools/cancel_import.test.ts', 'cancel_import refuses the id %j without a request'),
      by('faults/http.test.ts', '%s takes an id as a number only where it cannot have been rounded'),
      by('hubspot/pages.test.ts', 'imports.get() sends nothing for the id %j'),
    ],
  },
  {
    id: 'CAN-04',
    priority: 'P0',
    fault: "the call that follows an import is cancelled: HubSpot's import goes on, no cancellation is sent",
    kept: [
      by('tools/cancel_import.test.ts', 'a cancelled call of get_import ends the watching only, and not the import'),
      by(
        'faults/over-http.test.ts',
        'while an import is PROCESSING ends its own watching, and cancels nothing at HubSpot',
      ),
    ],
  },
  {
    id: 'CAN-05',
    priority: 'P1',
    fault: 'cancelled twice: the second says so, no error',
    kept: [
      by(
        'tools/cancel_import.test.ts',
        'cancel_import of a cancelled import says so, without a question and without a request',
      ),
      by(
        'tools/start_import.test.ts',
        'start_import of an import that was cancelled says so, and how it is imported after all',
      ),
    ],
  },
  {
    id: 'CAN-07',
    priority: 'P1',
    fault: 'rows written before the cancellation are told, and that they stay',
    kept: [by('tools/cancel_import.test.ts', 'cancel_import tells what was written before, and that it stays')],
  },
]
