import { describe, expect, test } from 'vitest'
import type { DateFormat } from '../../../../src/hubspot/import-request.ts'
import { dateCheck, datetimeCheck } from '../../../../src/sandbox/run-import/values/date.ts'
import { readTimeZone, UTC } from '../../../../src/sandbox/run-import/values/time-zone.ts'

const UNREADABLE = 'COULD_NOT_PARSE_DATE'
const OUTSIDE = 'OUTSIDE_VALID_TIME_RANGE'

const inShort = (read: string | { errorType: string }): string => (typeof read === 'string' ? read : read.errorType)

describe('dateCheck()', () => {
  const cases: [DateFormat, string, string][] = [
    ['MONTH_DAY_YEAR', '1/2/2024', '2024-01-02'],
    ['DAY_MONTH_YEAR', '1/2/2024', '2024-02-01'],
    ['YEAR_MONTH_DAY', '2024/1/2', '2024-01-02'],
    ['DAY_MONTH_YEAR', '31.12.2023', '2023-12-31'],
    ['DAY_MONTH_YEAR', '31-12-2023', '2023-12-31'],
    ['MONTH_DAY_YEAR', '12/31/69', '2069-12-31'],
    ['MONTH_DAY_YEAR', '12/31/70', '1970-12-31'],
    ['YEAR_MONTH_DAY', '24.1.2', '2024-01-02'],
    ['MONTH_DAY_YEAR', '2024-05-31', '2024-05-31'],
    ['DAY_MONTH_YEAR', '2024-05-31', '2024-05-31'],
    ['DAY_MONTH_YEAR', '2024-05-31T23:59:59Z', '2024-05-31'],
    ['MONTH_DAY_YEAR', '1/2/2024 1:45 PM', '2024-01-02'],
    ['MONTH_DAY_YEAR', '2/29/2024', '2024-02-29'],
    ['MONTH_DAY_YEAR', '2/29/2000', '2000-02-29'],
    ['MONTH_DAY_YEAR', '2/29/1900', UNREADABLE],
    ['MONTH_DAY_YEAR', '2/29/2023', UNREADABLE],
    ['MONTH_DAY_YEAR', '31/12/2024', UNREADABLE],
    ['DAY_MONTH_YEAR', '12/31/2024', UNREADABLE],
    ['MONTH_DAY_YEAR', '2024/05/31', UNREADABLE],
    ['MONTH_DAY_YEAR', '2024-5-31', UNREADABLE],
    ['YEAR_MONTH_DAY', '2024-5-31', '2024-05-31'],
    ['YEAR_MONTH_DAY', '5/31/2024', UNREADABLE],
    ['MONTH_DAY_YEAR', '4/31/2024', UNREADABLE],
    ['MONTH_DAY_YEAR', '0/1/2024', UNREADABLE],
    ['MONTH_DAY_YEAR', '1/2-2024', UNREADABLE],
    ['MONTH_DAY_YEAR', '1/2/202', UNREADABLE],
    ['MONTH_DAY_YEAR', '1/2/2024 25:00', UNREADABLE],
    ['MONTH_DAY_YEAR', '1/2/2024 13:00 PM', UNREADABLE],
    ['MONTH_DAY_YEAR', 'yesterday', UNREADABLE],
    ['MONTH_DAY_YEAR', '45292', UNREADABLE],
    ['MONTH_DAY_YEAR', '1/2/0999', OUTSIDE],
    ['MONTH_DAY_YEAR', '1/2/1000', '1000-01-02'],
    ['MONTH_DAY_YEAR', '12/31/3000', '3000-12-31'],
    ['MONTH_DAY_YEAR', '1/1/3001', OUTSIDE],
  ]
  test.each(cases)('reads under %s the cell "%s" as %s', (dateFormat, cell, expected) => {
    expect(inShort(dateCheck(dateFormat)(cell))).toBe(expected)
  })
})

describe('datetimeCheck()', () => {
  const berlin = readTimeZone('Europe/Berlin') ?? UTC
  const newYork = readTimeZone('America/New_York') ?? UTC
  const cases: [string, typeof UTC, string][] = [
    ['1/2/2024', UTC, '2024-01-02T00:00:00.000Z'],
    ['1/2/2024', berlin, '2024-01-01T23:00:00.000Z'],
    ['7/2/2024', berlin, '2024-07-01T22:00:00.000Z'],
    ['1/2/2024 13:45', UTC, '2024-01-02T13:45:00.000Z'],
    ['1/2/2024 1:45 pm', UTC, '2024-01-02T13:45:00.000Z'],
    ['1/2/2024 12:05 a.m.', UTC, '2024-01-02T00:05:00.000Z'],
    ['1/2/2024 12:00 PM', newYork, '2024-01-02T17:00:00.000Z'],
    ['2024-01-02T13:45:10.25Z', berlin, '2024-01-02T13:45:10.250Z'],
    ['2024-01-02T13:45:10+05:30', berlin, '2024-01-02T08:15:10.000Z'],
    ['2024-01-02 13:45 -0800', UTC, '2024-01-02T21:45:00.000Z'],
    // The hour that is left out in spring, and the one that comes twice in autumn.
    ['3/31/2024 01:59', berlin, '2024-03-31T00:59:00.000Z'],
    ['3/31/2024 03:00', berlin, '2024-03-31T01:00:00.000Z'],
    ['10/27/2024 03:00', berlin, '2024-10-27T02:00:00.000Z'],
    ['1/2/2024 13.45', UTC, UNREADABLE],
    ['1/2/0500 13:45', UTC, OUTSIDE],
  ]
  test.each(cases)('reads "%s"', (cell, timeZone, expected) => {
    expect(inShort(datetimeCheck('MONTH_DAY_YEAR', timeZone)(cell))).toBe(expected)
  })
})

describe('readTimeZone()', () => {
  test.each(['Z', 'UTC', 'utc', '+02:00', '-0330', 'America/New_York'])('knows %s', (name) => {
    expect(readTimeZone(name)).toBeDefined()
  })
  test.each(['', 'Berlin', 'Europe/Nowhere', '+2'])('does not know "%s"', (name) => {
    expect(readTimeZone(name)).toBeUndefined()
  })
  test('turns a wall clock of an offset into the instant', () => {
    expect(readTimeZone('-03:30')?.toUtc(0)).toBe(3.5 * 3_600_000)
  })
})
