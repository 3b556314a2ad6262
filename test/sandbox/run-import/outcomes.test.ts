import fc from 'fast-check'
import { expect, test } from 'vitest'
import facts from '../../../src/hubspot/facts/import-error-types.json' with { type: 'json' }
import { csvLines } from '../../../src/table/write-csv.ts'
import { createAccount } from './import-fixture.ts'

const OUTCOMES = new Map(facts.map(({ errorType, rowOutcome }) => [errorType, rowOutcome]))

const name = fc.constantFrom('Anna', 'Ben', '', ' ', 'An\nna', '"', '__proto__', '=1+1')
const email = fc.oneof(
  fc.nat({ max: 30 }).map((number) => `p${number}@x.com`),
  fc.constantFrom('', 'P1@X.com ', 'p1@', 'p2@x.com\u200b', 'a@b.c'),
)
const date = fc.constantFrom('', '1/2/2024', '13/13/2024', '2024-02-30', '2024-02-29T10:00', '1/1/0500')
const interests = fc.constantFrom('', 'Events', 'events;Webinars', 'Fax', ';')
const owner = fc.constantFrom('', 'Maria Garcia', 'anna.keller@example.com', 'Nobody')
const row = fc.tuple(name, email, date, interests, owner).map((cells): string[] => cells)
const ragged = row.chain((cells) => fc.constantFrom(cells.slice(0, 4), [...cells, 'x']))
const rows = fc.array(fc.oneof({ weight: 9, arbitrary: row }, { weight: 1, arbitrary: ragged }), {
  minLength: 1,
  maxLength: 40,
})
const operation = fc.constantFrom('CREATE' as const, 'UPDATE' as const, 'UPSERT' as const)

test('every row is either written once or told as lost, in the way HubSpot knows the error', async () => {
  await fc.assert(
    fc.asyncProperty(rows, operation, fc.constantFrom('email', 'email!'), async (cells, asked, mapping) => {
      await using account = await createAccount()
      for (const number of [1, 2, 3]) account.store.create('0-1', { email: `p${number}@x.com`, firstname: 'Old' })
      const csv = csvLines([['Name', 'Email', 'Closed', 'Interests', 'Owner'], ...cells])
      const columns = ['firstname', mapping, 'closedate', 'interests', 'hubspot_owner_id']
      const outcome = await account.import({ csv, columns }, { importOperations: { '0-1': asked } })
      const { TOTAL_ROWS = 0, CREATED_OBJECTS = 0, UPDATED_OBJECTS = 0, ERRORS = 0 } = outcome.counters
      const lost = new Set(
        outcome.errors
          .filter(({ errorType }) => OUTCOMES.get(errorType) === 'row_skipped')
          .map(({ lineNumber }) => lineNumber),
      )
      expect({ state: outcome.state, ERRORS, TOTAL_ROWS }).toEqual({
        state: 'DONE',
        ERRORS: outcome.errors.length,
        TOTAL_ROWS: cells.length,
      })
      expect(CREATED_OBJECTS + UPDATED_OBJECTS + lost.size).toBe(cells.length)
      expect(account.records('0-1').length).toBe(3 + CREATED_OBJECTS)
      for (const error of outcome.errors) expect(error.rowData).toEqual(cells[error.lineNumber - 2])
    }),
    { numRuns: 60 },
  )
})
