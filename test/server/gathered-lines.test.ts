import { describe, expect, it, vi } from 'vitest'
import { gatherLines } from '../../src/server/gathered-lines.ts'

function gathered() {
  const written: string[] = []
  return { written, ...gatherLines((text) => written.push(text)) }
}

describe('gatherLines()', () => {
  it('writes lines that come soon after each other together', async () => {
    const { write, written } = gathered()
    write('a\n', 'info')
    write('b\n', 'debug')
    expect(written).toEqual([])
    await vi.waitFor(() => expect(written).toEqual(['a\nb\n']), 20_000)
  })

  it.each(['warn', 'error'] as const)('lets a line of level %s not wait, nor those before it', (level) => {
    const { write, written } = gathered()
    write('a\n', 'info')
    write('b\n', level)
    expect(written).toEqual(['a\nb\n'])
  })

  it('writes what waits when it is told to, once', () => {
    const { write, flush, written } = gathered()
    write('a\n', 'info')
    flush()
    flush()
    expect(written).toEqual(['a\n'])
  })
})
