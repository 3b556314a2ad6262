import { describe, expect, test } from 'vitest'
import type { DateFormat } from '../../../src/hubspot/import-request.ts'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { Proposal } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

describe('proposeDateFormat()', () => {
  for (const [name, dates, value, certain] of [
    ['is sure of a day above 12 in first place', ['03/04/2026', '25/06/2026'], 'DAY_MONTH_YEAR', true],
    ['is sure of a day above 12 in second place', ['03/04/2026', '06/25/2026'], 'MONTH_DAY_YEAR', true],
    ['is sure of a year in first place', ['2026-04-03'], 'YEAR_MONTH_DAY', true],
    ['takes points for days first, but is not sure', ['03.04.2026'], 'DAY_MONTH_YEAR', false],
    [
      'goes with the most values when they contradict',
      ['13/04/2026', '14/04/2026', '05/26/2026'],
      'DAY_MONTH_YEAR',
      false,
    ],
    ['is not sure of year-last values beside year-first ones', ['2026-04-03', '03/04/2026'], 'YEAR_MONTH_DAY', false],
  ] as const) {
    test(name, () => {
      expect(propose(dates).dateFormat).toMatchObject({ value, certain })
    })
  }

  test('takes no order from the dates in the cells of a workbook, which have none', () => {
    const rows = [
      ['Ann', '2026-04-03', '2026-04-03T14:30:00'],
      ['Bob', '2026-05-04', '25/06/2026'],
    ]
    const table = { ...tableOf(['Deal Name', 'Close Date', 'Create date'], rows), format: 'xls' as const }
    const { dateFormat } = proposeMapping({ tables: [table], schema: builtInSchema() })
    expect(dateFormat).toMatchObject({ value: 'DAY_MONTH_YEAR', certain: true })
    expect(dateFormat.evidence).toContain('25/06/2026')
  })

  test('asks about a date that is another day the other way round', () => {
    const { dateFormat, questions } = propose(['05/05/2026', '03/04/2026'])
    expect(dateFormat.evidence).toContain('"03/04/2026" can be read')
    expect(questions).toContain('Is 03/04/2026 the 3rd of April or the 4th of March?')
  })

  test('shows the value that proves the order', () => {
    expect(propose(['03/04/2026', '25/06/2026']).dateFormat.evidence).toBe(
      '"25/06/2026" can only be read as day, month, year',
    )
  })

  test('asks with a value of the file when both readings are possible', () => {
    expect(propose(['03/04/2026', '05/06/2026']).questions).toContain(
      'Is 03/04/2026 the 3rd of April or the 4th of March?',
    )
    expect(propose(['01-02-2026']).questions).toContain('Is 01-02-2026 the 1st of February or the 2nd of January?')
  })

  test('asks which order is right when values contradict each other', () => {
    const [question] = propose(['13/04/2026', '05/26/2026']).questions
    expect(question).toContain('13/04/2026')
    expect(question).toContain('05/26/2026')
  })

  test('takes the order that the person said, and does not ask', () => {
    const { dateFormat, questions } = propose(['03/04/2026'], 'MONTH_DAY_YEAR')
    expect(dateFormat).toMatchObject({ value: 'MONTH_DAY_YEAR', certain: false })
    expect(questions.filter((question) => question.includes('2026'))).toEqual([])
  })

  test('tells when the order that the person said is not the one of the values', () => {
    const { dateFormat } = propose(['25/06/2026'], 'MONTH_DAY_YEAR')
    expect(dateFormat.certain).toBe(false)
    expect(dateFormat.evidence).toContain('day, month, year')
  })

  test('looks at columns that go into date properties, not at others', () => {
    const table = tableOf(
      ['Deal Name', 'Close Date', 'Contract signed'],
      [
        ['Fleet', '25/06/2026', '06/26/2024'],
        ['Vans', '24/06/2026', '06/25/2024'],
      ],
    )
    const { dateFormat } = proposeMapping({ tables: [table], schema: builtInSchema() })
    expect(dateFormat).toMatchObject({ value: 'DAY_MONTH_YEAR', certain: true })
  })

  test('is not asked where only a column without a property has dates', () => {
    const table = tableOf(['Deal Name', 'Contract signed'], [['Fleet', '03/04/2026']])
    const { files, questions } = proposeMapping({ tables: [table], schema: builtInSchema() })
    expect(files[0]?.columns[1]?.target).toBeNull()
    expect(questions.join()).not.toContain('03/04/2026')
  })

  test('has nothing to prove without dates', () => {
    const table = tableOf(['Email'], [['a@acme.com']])
    expect(proposeMapping({ tables: [table], schema: builtInSchema() }).dateFormat).toMatchObject({ certain: true })
  })
})

function propose(dates: readonly string[], dateFormat?: DateFormat): Proposal {
  const rows = dates.map((date, row) => [`Deal ${row}`, date])
  const tables = [tableOf(['Deal Name', 'Close Date'], rows)]
  return proposeMapping({ tables, schema: builtInSchema(), ...(dateFormat !== undefined && { dateFormat }) })
}
