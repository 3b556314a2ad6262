import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import manifest from '../package.json' with { type: 'json' }
import { settingFacts } from '../src/config/setting.ts'
import { settings } from '../src/config/settings.ts'
import { loadConfig } from '../src/config.ts'

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

  test.each(texts.flatMap(serversIn))('$page: a client can start $name', ({ server }) => {
    const [first, second, ...flags] = server.args
    const published = server.command === 'npx'
    expect(published ? [first, second] : [basename(first ?? '')]).toEqual(
      published ? ['-y', manifest.name] : ['main.js'],
    )
    const args = published ? flags : server.args.slice(1)
    expect(() => loadConfig(args, {}, place)).not.toThrow()
    for (const name of Object.keys(server.env ?? {})) expect(variables).toContain(name)
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

const variables = settings.keyof().options.map((name) => settingFacts.get(settings.shape[name])?.env)
const place = { workingFolder: root, homeFolder: '/home/nobody', tempFolder: '/tmp/nobody', platform: 'linux' } as const

const startedServer = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()).optional(),
})
const clientConfiguration = z.object({
  mcpServers: z.record(z.string(), startedServer).optional(),
  servers: z.record(z.string(), startedServer).optional(),
})

/** What clients are told to start, in blocks of json. */
function serversIn({ page, text }: { page: string; text: string }) {
  return [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => {
    const found = clientConfiguration.safeParse(JSON.parse(block))
    const servers = { ...found.data?.mcpServers, ...found.data?.servers }
    return Object.entries(servers).map(([name, server]) => ({ page, name, server }))
  })
}

/** What stands in blocks of sh, and between backticks. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'))
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
  return [...blocks, ...inline]
    .flatMap((line) => line.replace(/\s#.*/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => /^(node dist\/main\.js|npm run)\b/.test(command))
}
