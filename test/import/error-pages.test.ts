import { expect, test } from 'vitest'
import { createErrorList, cursorOf, FIRST_PLACE, type ListPlace, placeOf } from '../../src/import/error-pages.ts'
import type { ErrorPage, ImportError } from '../../src/import/import-errors.ts'

const errorOf = (record: number): ImportError => ({
  fileIndex: 0,
  record,
  errorType: record % 2 === 0 ? 'INVALID_EMAIL' : 'INVALID_DOMAIN',
  outcome: 'row_lost',
  hubspotLine: record + 1,
  columnIndex: null,
  columnName: null,
  objectTypeId: null,
  propertyName: null,
  value: null,
  message: null,
  rowData: [],
})

/** Rows 1 to 3, 4 to 6 and 7 to 9; the last page is that of another part. */
const PAGES: ErrorPage[] = [
  { errors: [1, 2, 3].map(errorOf), part: 0, cursor: undefined, next: { part: 0, cursor: 'B' } },
  { errors: [4, 5, 6].map(errorOf), part: 0, cursor: 'B', next: { part: 1, cursor: undefined } },
  { errors: [7, 8, 9].map(errorOf), part: 1, cursor: undefined, next: { part: 2, cursor: undefined } },
]

/** As get_import_errors does it: from the page of the place on. */
function listFrom(from: ListPlace, limit: number, fits: (error: ImportError) => boolean = () => true) {
  const list = createErrorList(limit, { from, fits })
  const first = PAGES.findIndex(({ part, cursor }) => part === from[0] && (cursor ?? null) === from[1])
  for (const page of PAGES.slice(first)) list.add(page)
  return { rows: list.errors.map(({ record }) => record), next: list.next() }
}

test.each([1, 2, 3, 4, 5, 9, 20])('createErrorList() gives every error once, %i at a time', (limit) => {
  const rows: (number | null)[] = []
  for (let from: ListPlace | undefined = FIRST_PLACE; from !== undefined; ) {
    const { rows: some, next } = listFrom(from, limit)
    expect(some.length).toBeLessThanOrEqual(limit)
    rows.push(...some)
    from = next && placeOf(cursorOf(next))
  }
  expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('createErrorList() goes on at the next error that belongs to the list', () => {
  const isEmail = ({ errorType }: ImportError) => errorType === 'INVALID_EMAIL'
  expect(listFrom(FIRST_PLACE, 2, isEmail)).toEqual({ rows: [2, 4], next: [0, 'B', 2] })
  expect(listFrom([0, 'B', 2], 2, isEmail)).toEqual({ rows: [6, 8], next: undefined })
})

test('placeOf() takes no cursor of somebody else', () => {
  expect(['', 'NTU3OTg4Mjk=', cursorOf([0, null, -1])].map(placeOf)).toEqual([undefined, undefined, undefined])
})
