import { expect, test } from 'vitest'
import { render } from '../../src/server/render.ts'

test.each<[string, Record<string, unknown>, string]>([
  [
    'scalars as lines',
    { state: 'DONE', rows: 3, finished: true, name: null },
    'state: DONE\nrows: 3\nfinished: true\nname: null',
  ],
  ['nothing for undefined', { a: undefined, b: 1 }, 'b: 1'],
  [
    'an object with indentation',
    { counts: { created: 1, lost: { total: 2 } } },
    'counts:\n  created: 1\n  lost:\n    total: 2',
  ],
  ['an empty object and an empty array', { a: {}, b: [] }, 'a: {}\nb: none'],
  ['an array of scalars in one line', { sheets: ['One', 'Two'], ids: [1, 2] }, 'sheets: One, Two\nids: 1, 2'],
  [
    'flat objects as a table with the keys once',
    {
      columns: [
        { name: 'Email', type: 'STANDARD', examples: ['a@b.c', 'd'] },
        { name: 'Age', type: null },
      ],
    },
    'columns (name | type | examples):\n  Email | STANDARD | a@b.c, d\n  Age | null',
  ],
  [
    'objects with objects in them as items',
    { findings: [{ errorType: 'X', fix: { repair: 'trim' } }, { errorType: 'Y' }] },
    'findings:\n  - errorType: X\n    fix:\n      repair: trim\n  - errorType: Y',
  ],
  ['sentences as items', { notes: ['One, two.', 'Three.'] }, 'notes:\n  - One, two.\n  - Three.'],
  ['mixed arrays', { list: ['a', { b: 1 }, ['c']] }, 'list:\n  - a\n  - b: 1\n  - ["c"]'],
  [
    'quotes around what could be taken for something else',
    { a: '', b: ' x', c: 'null', d: 'x | y', e: [{ f: ['1,5', '2'] }] },
    'a: ""\nb: " x"\nc: "null"\nd: "x | y"\ne (f):\n  "1,5", 2',
  ],
])('render() writes %s', (_, data, text) => {
  expect(render(data)).toBe(text)
})
