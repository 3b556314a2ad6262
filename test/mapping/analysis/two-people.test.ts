import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { Proposal } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

describe('rows that name two people', () => {
  test.each([
    ['the parent alone has an address', ['Student First Name', 'Student Last Name', 'DOB', 'Parent Email']],
    ['the address may be of both', ['Student First Name', 'Student Last Name', 'DOB', 'Parent Name', 'Email']],
    ['nobody says whose the names are', ['First Name', 'Last Name', 'DOB', "Father's Email"]],
    [
      'the address is for emergencies',
      ['Pupil First Name', 'Pupil Last Name', 'Emergency Contact Name', 'Emergency Contact Email'],
    ],
    ['the one who pays has the address', ['Shipping First Name', 'Shipping Last Name', 'Billing Email']],
  ])('are asked about where %s', (_, headers) => {
    const { files, questions } = propose(headers)
    const names = files[0]?.columns.slice(0, 2) ?? []
    expect(names.map(({ target }) => target?.propertyName)).toEqual(['firstname', 'lastname'])
    for (const { confidence, reason } of names) {
      expect(confidence).toBeLessThanOrEqual(0.6)
      expect(reason).toContain('may be that of another person')
    }
    expect(questions.join(' ')).toContain(`Is "${headers[0]}"`)
  })

  test.each(['Parent Email', 'Emergency Contact Email'])('make %s doubtful beside the names of another', (header) => {
    const { files } = propose(['Pupil First Name', 'Pupil Last Name', header])
    const email = files[0]?.columns.find(({ columnName }) => columnName === header)
    expect(email?.confidence).toBeLessThanOrEqual(0.6)
  })

  test('leave what is the child’s out, and say beside which address', () => {
    const { files } = propose(['Pupil First Name', 'Pupil Last Name', 'DOB', 'Parent Name', 'Parent Email'])
    const reasons = files[0]?.columns.slice(0, 3).map(({ target, reason }) => target ?? reason)
    expect(new Set(reasons)).toEqual(
      new Set(['about another person than the one with the address in "Parent Email"; it needs a property of its own']),
    )
  })

  test.each([
    [['First Name', 'Last Name', 'DOB', 'Email', 'Parent Email']],
    [['Student First Name', 'Student Last Name', 'DOB', 'Email']],
    [['First Name', 'Last Name', 'DOB', 'Email', 'Emergency Contact']],
    [['Customer First Name', 'Customer Last Name', 'DOB', 'Customer Email']],
  ])('are not seen in %j', (headers) => {
    const columns = propose(headers).files[0]?.columns.slice(0, 4) ?? []
    expect(columns.map(({ target }) => target?.propertyName)).toEqual([
      'firstname',
      'lastname',
      'date_of_birth',
      'email',
    ])
    for (const { confidence } of columns) expect(confidence).toBeGreaterThan(0.9)
  })
})

const VALUES: readonly (readonly [header: RegExp, values: readonly string[]])[] = [
  [/email/i, ['ann@hill.com', 'peter@reed.org', 'carla@lake.net']],
  [/first/i, ['Mia', 'Leo', 'Max']],
  [/last/i, ['Hill', 'Reed', 'Lake']],
  [/dob/i, ['2015-03-04', '2014-05-16', '2016-07-28']],
  [/./, ['Ann Hill', 'Peter Reed', 'Carla Lake']],
]

function propose(headers: readonly string[]): Proposal {
  const valuesOf = (header: string): readonly string[] => VALUES.find(([pattern]) => pattern.test(header))?.[1] ?? []
  const rows = [0, 1, 2].map((row) => headers.map((header) => valuesOf(header)[row] ?? ''))
  return proposeMapping({ tables: [tableOf(headers, rows)], schema: builtInSchema() })
}
