import { expect, test } from 'vitest'
import { compileDateCells } from '../../src/import/date-cells.ts'
import type { PlannedColumn } from '../../src/import/plan.ts'
import { ACCOUNT } from './preflight/check-file.ts'

const column = (index: number, more: Partial<PlannedColumn>): PlannedColumn => ({
  index,
  columnName: `c${index}`,
  objectTypeId: '0-1',
  propertyName: 'firstname',
  columnType: 'STANDARD',
  repairs: [],
  ...more,
})
const columns = [
  column(0, { propertyName: 'birthday' }),
  column(1, { propertyName: 'last_seen' }),
  column(2, {}),
  column(3, { propertyName: null, columnType: 'EVENT_TIMESTAMP' }),
  column(4, { objectTypeId: null, propertyName: null }),
]

test.each([
  ['csv', 'DAY_MONTH_YEAR', '2024-04-03', ['2024-04-03', '2024-04-03']],
  ['xlsx', 'DAY_MONTH_YEAR', '2024-04-03', ['03/04/2024', '03/04/2024']],
  ['xls', 'MONTH_DAY_YEAR', '2024-04-03', ['04/03/2024', '04/03/2024']],
  ['xls', 'YEAR_MONTH_DAY', '2024-04-03', ['2024-04-03', '2024-04-03']],
  ['xlsx', 'DAY_MONTH_YEAR', '2024-04-03T14:30:00', ['03/04/2024', '03/04/2024 14:30']],
  ['xlsx', 'MONTH_DAY_YEAR', '2024-04-03T14:30:15', ['04/03/2024', '04/03/2024 14:30:15']],
  ['xlsx', 'YEAR_MONTH_DAY', '2024-04-03T00:00:01', ['2024-04-03', '2024-04-03 00:00:01']],
  ['xlsx', 'DAY_MONTH_YEAR', '3.4.2024', ['3.4.2024', '3.4.2024']],
  ['xlsx', 'DAY_MONTH_YEAR', '45385', ['45385', '45385']],
  ['xlsx', 'DAY_MONTH_YEAR', '2024-04-03 soon', ['2024-04-03 soon', '2024-04-03 soon']],
  ['xlsx', 'DAY_MONTH_YEAR', '', ['', '']],
] as const)(
  'compileDateCells() of a %s file writes in the order %s: %j',
  (format, dateFormat, cell, [date, datetime]) => {
    const inOrder = compileDateCells({ dateFormat }, { format, columns }, ACCOUNT)
    expect(inOrder([cell, cell, cell, cell, cell])).toEqual([date, datetime, cell, datetime, cell])
    expect(inOrder([cell])).toEqual([date])
  },
)
