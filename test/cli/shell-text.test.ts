import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellText } from '../../src/cli/shell-text.ts'

test.each(['/a/main.js', 'two words', "it's", '"quoted"', '$HOME `id` \\', 'ü 日本', '', '-x', '~/x', 'a\nb'])(
  'shellText() makes one word of %j',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellText(text)}`], { encoding: 'utf8' })).toBe(text)
  },
)
