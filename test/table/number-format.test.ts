import { describe, expect, test } from 'vitest'
import { numberFormat, numberText } from '../../src/table/number-format.ts'

describe('numberFormat()', () => {
  test.each([
    [0, undefined, 'plain'],
    [2, undefined, 'plain'],
    [14, undefined, 'date'],
    [22, undefined, 'datetime'],
    [20, undefined, 'time'],
    [46, undefined, 'duration'],
    [57, undefined, 'date'],
    [164, 'General', 'plain'],
    [164, '0.00', 'plain'],
    [164, '#,##0 "days"', 'plain'],
    [164, '#,##0.00 [$€-407]', 'plain'],
    [164, '[Red]-0.00;[Blue]0.00', 'plain'],
    [164, '0.00E+00', 'plain'],
    [164, '\\d0', 'plain'],
    [164, '@', 'plain'],
    [164, 'yyyy-mm-dd', 'date'],
    [164, 'dd/mm/yy', 'date'],
    [164, '[$-409]mmmm d, yyyy;@', 'date'],
    [164, 'mmm', 'date'],
    [164, 'ggge"年"m"月"', 'date'],
    [164, 'd.m.yyyy h:mm', 'datetime'],
    [164, 'h:mm AM/PM', 'time'],
    [164, 'mm:ss', 'time'],
    [164, '[h]:mm:ss', 'duration'],
    [164, '[Red][mm]:ss', 'duration'],
    [164, '00000', { zeros: 5 }],
    [164, '00000;;;@', { zeros: 5 }],
    [164, '000\\-00\\-0000', { zeros: 9 }],
    [164, '00 00 00', { zeros: 6 }],
    [164, '0#" "##" "##" "##" "##', { zeros: 10 }],
    [164, '(0##) ### ####', { zeros: 10 }],
    [164, '[<=9999999]###\\-####;\\(###\\)\\ ###\\-####', 'plain'],
    [164, '# ##0', 'plain'],
    [164, '#,##0', 'plain'],
    [164, '00.00', 'plain'],
    [164, '00%', 'plain'],
    [164, '# 00/00', 'plain'],
    [164, '0', 'plain'],
  ])('takes %d %j for %j', (id, code, expected) => {
    expect(numberFormat(id, code)).toEqual(expected)
  })
})

describe('numberText()', () => {
  test.each([
    [45443, 'date', '2024-05-31'],
    [45443.9999999, 'date', '2024-05-31'],
    [1, 'date', '1900-01-01'],
    [59, 'date', '1900-02-28'],
    [61, 'date', '1900-03-01'],
    [36526, 'date', '2000-01-01'],
    [2958465, 'date', '9999-12-31'],
    [45443.604166666664, 'datetime', '2024-05-31T14:30:00'],
    [45443.999999999, 'datetime', '2024-06-01'],
    [45443, 'datetime', '2024-05-31'],
    [0.604166666666667, 'time', '14:30:00'],
    [45443.5, 'time', '2024-05-31T12:00:00'],
    [1.5, 'duration', '36:00:00'],
    [0, 'date', '0'],
    [-3, 'date', '-3'],
    [9e9, 'date', '9000000000'],
    [1234, { zeros: 5 }, '01234'],
    [12.5, { zeros: 5 }, '12.5'],
    [0.1 + 0.2, 'plain', '0.3'],
    [491701234567, 'plain', '491701234567'],
    [1e21, 'plain', '1000000000000000000000'],
    [1.23e25, 'plain', '12300000000000000000000000'],
    [-1.2345e22, 'plain', '-12345000000000000000000'],
    [1e-7, 'plain', '0.0000001'],
    [-1.5e-25, 'plain', '-0.00000000000000000000000015'],
    [123456789012345, 'plain', '123456789012345'],
    [9007199254740991, 'plain', '9007199254740991'],
    [434.99999999999994, 'plain', '435'],
    [-0, 'plain', '0'],
    [0.25, numberFormat(9, undefined), '0.25'],
    [0.125, numberFormat(164, '0.0%'), '0.125'],
    [1200, numberFormat(164, '#,##0.00 [$€-407]'), '1200'],
    [-12.5, 'plain', '-12.5'],
    [9.779999999999999, 'plain', '9.78'],
  ] as const)('shows %d as %j as %s', (value, format, text) => {
    expect(numberText(value, format, false)).toBe(text)
  })

  test('counts from 1904 in files of old Macs', () => {
    expect(numberText(45443 - 1462, 'date', true)).toBe('2024-05-31')
  })
})
