import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { completionScript } from '../../src/cli/completion.ts'
import { flags } from '../../src/config/command-line.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'

const run = promisify(execFile)
const { path: folder, write } = temporaryFolder()

/** What bash offers where the line ends in its last word. */
async function offered(...words: string[]): Promise<string[]> {
  const script = [
    completionScript('bash'),
    'COMP_WORDS=(hubspot-import-mcp "$@")',
    'COMP_CWORD=$#',
    '_hubspot_import_mcp',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n')
  const { stdout } = await run('bash', ['-c', script, 'bash', ...words], { cwd: folder })
  return stdout.split('\n').filter((word) => word !== '')
}

test('completionScript() offers the commands, and what stands behind each', async () => {
  await write('old leads.csv', 'Email\n')
  expect(await offered('')).toEqual(expect.arrayContaining(['check', 'sandbox', 'token', 'audit', 'completion']))
  expect(await offered('do')).toEqual(['doctor'])
  expect(await offered('check', 'old')).toEqual(['old leads.csv'])
  expect(await offered('audit', 'v')).toEqual(['verify'])
  expect(await offered('completion', '')).toEqual(['bash', 'zsh'])
  expect(await offered('help', 'con')).toEqual(['connection'])
})

test('completionScript() offers the flags of the command, and their values', async () => {
  await write('tokens.json', '[]')
  expect(await offered('check', '--s')).toEqual(['--sandbox', '--sheet'])
  expect(await offered('token', 'ann', '--tok')).toEqual(['--tokens'])
  expect(await offered('token', 'ann', '--tokens', 'tok')).toEqual(['tokens.json'])
  expect(await offered('--confirm', '')).toEqual(['elicit', 'never'])
  expect(await offered('sandbox', '--port', '')).toEqual([])
  const all = await Promise.all(
    ['', 'check', 'token', 'sandbox'].map((word) => offered(...[word].filter(Boolean), '--')),
  )
  expect(new Set(all.flat())).toEqual(new Set([...flags.keys()].map((flag) => `--${flag}`)))
})

test('completionScript() of zsh is that of bash, with what zsh needs for it', () => {
  expect(completionScript('zsh')).toMatch(/^autoload .*bashcompinit\n/)
  expect(completionScript('zsh')).toContain(completionScript('bash'))
})
