import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { loadConfig } from '../src/config.ts'

const root = new URL('..', import.meta.url).pathname
const PAGES = ['README.md', 'AGENTS.md', 'docs/flow.md', 'docs/csv.md', 'docs/sandbox.md']
const texts = await Promise.all(PAGES.map(async (page) => ({ page, text: await readFile(join(root, page), 'utf8') })))
const commands = texts.flatMap(({ page, text }) => commandsIn(text).map((command) => ({ page, command })))

describe('README and the other pages', () => {
  it('tell the commands of the program and of npm', () => {
    expect(commands.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['npm run demo', 'npm run build', 'node dist/main.js doctor']),
    )
  })

  const ofProgram = commands.filter(({ command }) => command.startsWith('node dist/main.js'))
  test.each(ofProgram)('$page: the program knows `$command`', ({ command }) => {
    const { command: parsed } = loadConfig(command.split(/\s+/).slice(2), {}, place)
    if ('file' in parsed) expect(existsSync(join(root, parsed.file ?? ''))).toBe(true)
  })

  const ofNpm = commands.filter(({ command }) => command.startsWith('npm run '))
  test.each(ofNpm)('$page: package.json knows `$command`', ({ command }) => {
    expect(Object.keys(manifest.scripts)).toContain(command.split(/\s+/)[2])
  })

  it('link to files that are there', () => {
    const missing = texts.flatMap(({ page, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, link = '']) => join(dirname(page), link))
        .filter((path) => !existsSync(join(root, path))),
    )
    expect(missing).toEqual([])
  })
})

const place = { workingFolder: root, homeFolder: '/home/nobody', tempFolder: '/tmp/nobody', platform: 'linux' } as const

/** What stands in blocks of sh, and between backticks. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'))
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  return [...blocks, ...inline]
    .flatMap((line) => line.replace(/\s#.*/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => /^(node dist\/main\.js|npm run)\b/.test(command))
}
