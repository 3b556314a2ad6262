import { expect, test } from 'vitest'
import { tellingHeaders } from '../../../src/mapping/header/telling-headers.ts'

test.each([
  [
    ['Field1', 'Field2', 'Field3'],
    ['', '', ''],
  ],
  [
    ['col_1', 'col_2', 'col_12'],
    ['', '', ''],
  ],
  [
    ['a', 'b', 'c'],
    ['', '', ''],
  ],
  [
    ['Unnamed: 0', 'Email', 'Spalte2', '_c7'],
    ['', 'Email', '', ''],
  ],
  [
    ['Phone 1', 'Phone 2'],
    ['Phone 1', 'Phone 2'],
  ],
  [
    ['Phone 1', 'Phone 2', 'Email 3'],
    ['Phone 1', 'Phone 2', 'Email 3'],
  ],
  [
    ['Field1', 'Field2', 'Email'],
    ['Field1', 'Field2', 'Email'],
  ],
  [
    ['A', 'B', 'D'],
    ['A', 'B', 'D'],
  ],
])('tellingHeaders() empties headers that only count: %j', (headers, told) => {
  expect(tellingHeaders(headers)).toEqual(told)
})
