import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { flags } from '../src/config/command-line.ts'
import { loadConfig } from '../src/config.ts'
import { ERROR_CODES } from '../src/errors.ts'

const root = new URL('..', import.meta.url).pathname
const PAGES = [
  'README.md',
  'AGENTS.md',
  ...(await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
]
const texts = await Promise.all(PAGES.map(async (page) => ({ page, text: await readFile(join(root, page), 'utf8') })))
const commands = texts.flatMap(({ page, text }) => commandsIn(text).map((command) => ({ page, command })))

describe('README and the other pages', () => {
  it('tell the commands of the program and of npm', () => {
    expect(commands.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['npm run gen', 'node dist/main.js doctor']),
    )
  })

  const ofProgram = commands.filter(({ command }) => command.startsWith('node dist/main.js'))
  test.each(ofProgram)('$page: the program knows `$command`', ({ command }) => {
    expect(() => loadConfig(command.split(/\s+/).slice(2), {}, place)).not.toThrow()
  })

  const ofNpm = commands.filter(({ command }) => command.startsWith('npm run '))
  test.each(ofNpm)('$page: package.json knows `$command`', ({ command }) => {
    expect(Object.keys(manifest.scripts)).toContain(command.split(/\s+/)[2])
  })

  it('README is read in five minutes', () => {
    const lines = texts.find(({ page }) => page === 'README.md')?.text.split('\n').length
    expect(lines).toBeLessThan(250)
  })

  it('name files that are there, and flags that the program has', () => {
    const codes = texts.flatMap(({ page, text }) =>
      [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => ({ page, code })),
    )
    const file = /^(src|test|docs|scripts|bench|examples|packaging)\/[\w./-]+$/
    expect(codes.filter(({ code }) => file.test(code) && !existsSync(join(root, code)))).toEqual([])
    const unknown = codes.filter(({ code }) => !flags.has(/^--([a-z-]+)/.exec(code)?.[1] ?? 'help'))
    expect(unknown.map(({ code }) => code).filter((code) => code !== '--strict')).toEqual([])
  })

  it('every page is found from the index', async () => {
    const index = await readFile(join(root, 'docs/README.md'), 'utf8')
    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
    expect(pages.filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))).toEqual([])
  })

  it('troubleshooting tells every error code once, and every code is one that is thrown', async () => {
    const page = await readFile(join(root, 'docs/troubleshooting.md'), 'utf8')
    const told = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code)
    expect([...told].sort()).toEqual([...ERROR_CODES].sort())
    const sources = await readdir(join(root, 'src'), { recursive: true })
    const code = (
      await Promise.all(
        sources
          .filter((path) => path.endsWith('.ts') && path !== 'errors.ts')
          .map((path) => readFile(join(root, 'src', path), 'utf8')),
      )
    ).join('\n')
    expect(ERROR_CODES.filter((each) => !code.includes(`'${each}'`))).toEqual([])
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

/** What stands between backticks; the blocks are run by documented-commands.test.ts. */
function commandsIn(text: string): string[] {
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  return inline.filter((command) => /^(node dist\/main\.js|npm run)\b/.test(command))
}
