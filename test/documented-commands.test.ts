import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import manifest from '../package.json' with { type: 'json' }
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts'
import { client2025Started } from './client-2025.ts'
import { type Hosted, host, newToken } from './http/hosted.ts'
import { PROGRAM } from './start-program.ts'

/**
 * Every command in a block of `sh` of README and docs is run: in an empty folder that has dist, examples and the files
 * the pages speak of, with the sandbox in the place of HubSpot. What cannot be run here is on the list, with the reason.
 */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci$/, 'needs the network; the tests run after it'],
  [/^npm run build$/, 'npm test has run it: dist is what is tested here'],
  [/^npm run demo$/, 'the built demo is run from start to end by test/cli/demo.test.ts'],
  [/^claude mcp add /, 'needs Claude Code'],
  [/^ONCE_SECONDS=600 /, 'takes ten minutes; the same test runs for ten seconds in npm test'],
]

/** The example has rows that would be lost, so its check ends with 1. */
const FINDS = / check examples\/leads\.csv$/

/** These run until they are stopped. */
const SERVES = /dist\/main\.js (--http|sandbox|--sandbox)\b/

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'AGENTS.md',
  ...(await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
]
const texts = await Promise.all(pages.map(async (page) => ({ page, text: await readFile(join(root, page), 'utf8') })))
/** By their text, so that what stands on two pages is run once. */
const pageOf = new Map(
  texts.flatMap(({ page, text }) =>
    blocksIn(text, 'sh')
      .flatMap(commandsIn)
      .map((command) => [command, page] as const),
  ),
)
const commands = [...pageOf].map(([command, page]) => ({ page, command }))
const snippets = texts.flatMap(({ page, text }) => blocksIn(text, 'json').map((block) => ({ page, block })))

/** The home of nobody, beside the folder in which the commands run: a folder around a home is never allowed. */
let home: string
let folder: string
let sandbox: Sandbox
let importId: string
/** In the place of the server of one team. */
let hosted: Hosted
let fileId: string
const ann = newToken('ann')
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hubspot-import-home-'))
  folder = await mkdtemp(join(tmpdir(), 'hubspot-import-documented-'))
  for (const name of ['dist', 'examples']) await symlink(join(root, name), join(folder, name))
  const contacts = 'First Name,Email\nAda,ada@example.com\n'
  for (const name of ['contacts.csv', '-a-name-with-a-dash.csv']) await writeFile(join(folder, name), contacts)
  await writeFile(join(folder, 'tokens.json'), '[]', { mode: 0o600 })
  sandbox = await startSandbox()
  hosted = await host({ tokens: [ann.entry] })
})
afterAll(async () => {
  await sandbox.close()
  await hosted.close()
  for (const path of [home, folder]) await rm(path, { recursive: true, force: true })
})

describe('a command of the documentation', () => {
  test('is found', () => expect(commands.length).toBeGreaterThan(12))

  test('is on the list of those that are not run only if there is one', () => {
    expect(NOT_RUN.filter(([form]) => !commands.some(({ command }) => form.test(command)))).toEqual([])
  })

  const runnable = commands.filter(({ command }) => !NOT_RUN.some(([form]) => form.test(command)))

  test.each(runnable.filter(({ command }) => SERVES.test(command)))('$page serves: $command', async ({ command }) => {
    // In a group of its own, so that the signal reaches the program; the shell waits and passes its exit code on.
    const child = spawn('sh', ['-c', `trap : TERM; ${onSandbox(command)}`], {
      cwd: folder,
      env: environment(command),
      detached: true,
    })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        told += String(chunk)
      })
    }
    const ended = once(child, 'close')
    if (command.endsWith('--sandbox')) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`)
      await vi.waitFor(() => expect(told).toContain('"id":1'), 20_000)
    } else await vi.waitFor(() => expect(told).toMatch(/http:\/\/[\w.]+:\d+/), 20_000)
    process.kill(-(child.pid ?? 0), 'SIGTERM')
    await ended
    expect(child.exitCode).toBe(0)
  })

  test.each(runnable.filter(({ command }) => !SERVES.test(command)))('$page: $command', async ({ command }) => {
    const { code, out, err } = await run(command)
    expect({ code, err }).toEqual({ code: FINDS.test(command) ? 1 : 0, err: '' })
    expect(out.trim()).not.toBe('')
    if (command.includes('/crm/v3/imports ')) importId = z.object({ id: z.string() }).parse(JSON.parse(out)).id
    if (command.includes('/files/leads.csv'))
      fileId = z.object({ file: z.string() }).parse(JSON.parse(out)).file.slice('upload:'.length)
    if (command.includes('oauth')) expect(out).toContain('BAD_')
  })
})

/** The sandbox in the place of HubSpot, and free ports in the place of those that somebody may use. */
function onSandbox(command: string): string {
  return command
    .replaceAll(/https:\/\/api\.hubapi\.com|http:\/\/127\.0\.0\.1:4010/g, sandbox.url)
    .replace('http://127.0.0.1:3000', hosted.url)
    .replace('pat-…', sandbox.accessToken)
    .replace(/--port \d+/, '--port 0')
    .replace(/^curl /, 'curl -sS ')
    .replace('0.0.0.0', '127.0.0.1')
}

function environment(command: string): Record<string, string> {
  const credentials: Record<string, string> = command.startsWith('curl ')
    ? { HUBSPOT_CLIENT_ID: 'id', HUBSPOT_CLIENT_SECRET: 'secret', CODE: 'code' }
    : { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url }
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TOKEN: sandbox.accessToken,
    ID: importId ?? '',
    ANN_TOKEN: ann.token,
    FILE_ID: fileId ?? '',
    HUBSPOT_IMPORT_PORT: '0',
    ...(/\bsandbox\b/.test(command) ? {} : credentials),
  }
}

function run(command: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', onSandbox(command)], { cwd: folder, env: environment(command) }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block)
}

/** A command may go on in the next line: after a backslash, and inside quotes. */
function commandsIn(block: string): string[] {
  const out: string[] = []
  let command = ''
  for (const line of block.split('\n')) {
    command += command === '' ? line : `\n${line}`
    const open = command.endsWith('\\') || (command.match(/'/g)?.length ?? 0) % 2 === 1
    if (open) continue
    const told = command.replace(/\s+#\s.*$/, '').trim()
    if (told !== '') out.push(told)
    command = ''
  }
  return out
}

const startedServer = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()).optional(),
})
const clientConfiguration = z.object({
  mcpServers: z.record(z.string(), z.unknown()).optional(),
  servers: z.record(z.string(), z.unknown()).optional(),
})

describe('a JSON snippet of the documentation', () => {
  test.each(snippets)('$page: is JSON', ({ block }) => {
    expect(() => JSON.parse(block)).not.toThrow()
  })

  const mcpJson = { page: 'mcp.json', block: readFileSync(join(root, 'mcp.json'), 'utf8') }
  const servers = [...snippets, mcpJson].flatMap(({ page, block }) => {
    const found = clientConfiguration.safeParse(JSON.parse(block)).data
    return Object.entries({ ...found?.mcpServers, ...found?.servers }).map(([name, server]) => ({ page, name, server }))
  })
  const started = servers.flatMap(({ server, ...one }) => {
    const { data } = startedServer.safeParse(server)
    return data === undefined ? [] : [{ ...one, server: data }]
  })

  test('of a server has a command, or an address of MCP', () => {
    const address = z.object({ type: z.literal('http'), url: z.url().regex(/\/mcp$/) })
    const neither = servers.filter(({ server }) => !startedServer.or(address).safeParse(server).success)
    expect(neither).toEqual([])
    expect(started.length).toBeGreaterThan(4)
  })

  test.each(started)('$page: $name is started by a client and lists its tools', async ({ server }) => {
    const own = (text: string) =>
      text
        .replace(/^\/path\/to\/.*files$|^\$\{workspaceFolder\}$/, folder)
        .replace(/^pat-…$|^\$\{.*\}$/, 'pat-na1-test')
    const args = [PROGRAM, ...argumentsOf(server).map(own)]
    const env = Object.fromEntries(Object.entries(server.env ?? {}).map(([name, value]) => [name, own(value)]))
    const client = await client2025Started({ command: process.execPath, args, env })
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('start_import')
    await client.close()
  })
})

/** Those of the program itself, behind what leads to it: the package, the image, or the path of the bundle. */
function argumentsOf({ command, args }: z.output<typeof startedServer>): string[] {
  if (command === 'node') {
    expect(args[0]?.split('/').at(-1)).toBe('main.js')
    return args.slice(1)
  }
  const leading = command === 'npx' ? ['-y'] : args.slice(0, args.indexOf(manifest.name))
  expect(args.slice(0, leading.length + 1)).toEqual([...leading, manifest.name])
  expect(['npx', 'docker']).toContain(command)
  return args.slice(leading.length + 1)
}
