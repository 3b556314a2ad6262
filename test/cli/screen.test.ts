import { describe, expect, it } from 'vitest'
import { createScreen } from '../../src/cli/screen.ts'
import { fakeIo } from './fake-io.ts'

describe('createScreen()', () => {
  it('paragraph() puts further lines below the text after the lead', () => {
    const io = fakeIo({ columns: 50 })
    createScreen(io).paragraph('word '.repeat(12).trim(), { lead: '✓ ' })
    expect(io.out()).toBe(`✓ ${'word '.repeat(9).trim()}\n  word word word\n`)
  })

  it('table() cuts cells to their columns and gives the last one the rest', () => {
    const io = fakeIo({ columns: 50 })
    createScreen(io).table([['日本語日本語', 'b', 'c']], { widths: [8, 3] })
    expect(io.out()).toBe('  日本語…   b    c\n')
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
