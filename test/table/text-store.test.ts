import { describe, expect, test } from 'vitest'
import { TextStore } from '../../src/table/text-store.ts'

describe('TextStore', () => {
  test('gives back every text, also those that lie over several chunks', () => {
    const texts = ['', 'a', 'Jürgen', '日本語', '😀'.repeat(100), '', 'é'.repeat(400_000), 'x'.repeat(262_144), 'end']
    const many = Array.from({ length: 30_000 }, (_, index) => `${index} ${'ü'.repeat(index % 40)}`)
    const store = new TextStore('book.xlsx')
    for (const text of [...texts, ...many, ...texts]) store.add(text)
    expect(store.length).toBe(texts.length * 2 + many.length)
    expect(Array.from({ length: store.length }, (_, index) => store.get(index))).toEqual([...texts, ...many, ...texts])
  })

  test('knows no text outside', () => {
    const store = new TextStore('book.xlsx')
    expect(store.get(0)).toBeUndefined()
    store.add('a')
    expect(store.get(0)).toBe('a')
    expect([store.get(1), store.get(-1), store.get(0.5), store.get(Number.NaN)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('refuses more text than 256 MB', () => {
    const store = new TextStore('book.xlsx')
    const megabyte = 'x'.repeat(1024 * 1024)
    for (let count = 0; count < 256; count += 1) store.add(megabyte)
    expect(() => store.add('x')).toThrow('more than 268435456 bytes of text')
  })
})
