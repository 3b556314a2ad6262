import { describe, expect, it } from 'vitest'
import { createScreen } from '../../src/cli/screen.ts'
import { fakeIo } from './fake-io.ts'

describe('createScreen()', () => {
  it('paragraph() puts further lines below the text after the lead', () => {
    const io = fakeIo({ columns: 60 })
    createScreen(io).paragraph('word '.repeat(12).trim(), { lead: '✓     ' })
    expect(io.out()).toBe(`✓     ${'word '.repeat(11).trim()}\n      word\n`)
  })

  it('table() makes columns as wide as their cells, counted in cells of the terminal', () => {
    const io = fakeIo({ columns: 80 })
    createScreen(io).table([
      ['日本語', 'b', 'c'],
      ['é', '✅', 'd'],
    ])
    expect(io.out()).toBe('  日本語  b   c\n  é       ✅  d\n')
  })

  it('table() cuts a long first cell where its column has to be narrower', () => {
    const io = fakeIo({ columns: 60 })
    createScreen(io).table([['x'.repeat(70), 'property', '99 %']])
    expect(io.out()).toBe(`  ${'x'.repeat(41)}…  property  99 %\n`)
  })

  it('table() tells each row below its first cell where columns have no room', () => {
    const io = fakeIo({ columns: 40 })
    createScreen(io).table([['Contact Owner', 'contacts.hubspot_owner_id', ' 99 %', 'identifier']])
    expect(io.out()).toBe('  Contact Owner\n  → contacts.hubspot_owner_id  99 %\n    identifier\n')
  })

  it('paragraph() closes up the gaps of its lead on a narrow screen', () => {
    const io = fakeIo({ columns: 40 })
    createScreen(io).paragraph('the value that was found in this line', { lead: `${' '.repeat(16)}line 3: ` })
    expect(io.out()).toBe('    line 3: the value that was found in\n      this line\n')
  })

  it('writes no colour where the terminal wants none', () => {
    const [plain, coloured] = [fakeIo(), fakeIo({ color: true })]
    for (const io of [plain, coloured]) createScreen(io).paragraph('text', { style: 'red' })
    expect([plain.out(), coloured.out()]).toEqual(['text\n', '\u001b[31mtext\u001b[0m\n'])
  })

  it('takes 80 cells where the terminal does not know its width', () => {
    expect(createScreen(fakeIo({ columns: 0 })).width).toBe(80)
  })

  it('indented() stays within the width', () => {
    const io = fakeIo({ columns: 50 })
    createScreen(io).indented(4).paragraph('x'.repeat(60))
    expect(io.out()).toBe(`    ${'x'.repeat(46)}\n    ${'x'.repeat(14)}\n`)
  })
})
