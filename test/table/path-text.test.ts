import { describe, expect, test } from 'vitest'
import { refusePathText } from '../../src/table/path-text.ts'

describe('refusePathText()', () => {
  test.each([
    ['\\\\host\\share\\x.csv'],
    ['//host/share/x.csv'],
    ['\\\\?\\C:\\x.csv'],
    ['\\\\.\\COM1'],
    ['C:x.csv'],
    ['x.csv:stream'],
    ['C:\\in\\x.csv:stream'],
    ['CON'],
    ['C:\\in\\nul.csv'],
    ['in/lpt1.txt'],
    ['https://example.com/x.csv'],
  ])('refuses %s on Windows', (path) => {
    expect(() => refusePathText(path, { windows: true })).toThrow(expect.objectContaining({ code: 'path_not_allowed' }))
  })

  test.each([['C:\\in\\leads.csv'], ['leads.csv'], ['in\\console.csv'], ['C:/in/leads.csv']])(
    'lets %s pass on Windows',
    (path) => {
      expect(refusePathText(path, { windows: true })).toBeUndefined()
    },
  )

  test.each([['/data/in/CON'], ['a:b.csv'], ['x y/ü.csv']])('lets %s pass elsewhere', (path) => {
    expect(refusePathText(path, { windows: false })).toBeUndefined()
  })
})
