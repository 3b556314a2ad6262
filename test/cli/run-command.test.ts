import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest'
import { shellText } from '../../src/cli/shell-text.ts'
import { textWidth } from '../../src/cli/text-width.ts'
import { PROGRAM } from '../start-program.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'

/** What a person sees of the built program: `npm test` builds it first. */
const { path: folder, write } = temporaryFolder()
const { path: temporary } = temporaryFolder()

const GOOD = 'First Name,Email\nAnn,ann@firm.example\nBob,bob@firm.example\n'
const BAD = 'First Name,Email,Lifecycle Stage\nAnn,<ann@firm.example>,Lead\n山田,bob at firm,顧客\n'
write('good.csv', GOOD)
write('bad.csv', BAD)

interface Options {
  env?: Record<string, string>
}

function begin(command: string, args: readonly string[], { env = {} }: Options = {}) {
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: temporary, TERM: 'xterm', ...env },
  })
  const told = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    told.out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    told.err += String(chunk)
  })
  const ended = once(child, 'close').then(([code]) => ({ code, ...told }))
  return { child, told, ended }
}

const beginProgram = (args: readonly string[], options?: Options) =>
  begin(process.execPath, [PROGRAM, ...args], options)

const run = (args: readonly string[], options?: Options) => beginProgram(args, options).ended

/** In a pseudo terminal, which `script` of util-linux makes: stdout and stderr are one. */
async function inTerminal(columns: number, args: readonly string[], options?: Options) {
  const line = [process.execPath, PROGRAM, ...args].map(shellText).join(' ')
  const { code, out } = await begin('script', ['-qec', `stty cols ${columns}; ${line}`, '/dev/null'], options).ended
  return { code, out: out.replaceAll('\r\n', '\n') }
}

const ERASE = '\r\u001b[K'
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

describe.skipIf(!hasScript)('in a terminal (needs script of util-linux)', () => {
  test.each([80, 40])('of %i columns no line is wider, and the progress bar leaves nothing behind', async (columns) => {
    for (const args of [
      ['check', 'bad.csv'],
      ['doctor', '--sandbox'],
    ]) {
      const { out } = await inTerminal(columns, args)
      const [bar = '', shown = ''] = out.includes('\u001b[K') ? splitAtLast(out, ERASE) : ['', out]
      expect(bar.split(ERASE).filter((line) => textWidth(line) >= columns)).toEqual([])
      const lines = stripVTControlCharacters(shown).split('\n')
      expect(lines.filter((line) => textWidth(line) > columns)).toEqual([])
    }
  })

  it('shows a progress bar, and colours', async () => {
    const { code, out } = await inTerminal(80, ['check', 'bad.csv'])
    expect(code).toBe(1)
    expect(out.split(ERASE).at(-2)).toMatch(/^\[#+\] 100 % 2\/2 Checked 2 rows$/)
    expect(out).toContain('\u001b[31m')
  })

  test.each([
    ['NO_COLOR', ['check', 'bad.csv'], { NO_COLOR: '1' }],
    ['--no-color', ['check', 'bad.csv', '--no-color'], {}],
    ['TERM=dumb, without a bar', ['check', 'bad.csv'], { TERM: 'dumb' }],
  ])('writes no colours with %s', async (_, args, env: Record<string, string>) => {
    const { out } = await inTerminal(80, args, { env })
    expect(stripVTControlCharacters(out.replaceAll(ERASE, ''))).toBe(out.replaceAll(ERASE, ''))
    expect(out.includes('\r')).toBe(env.TERM !== 'dumb')
  })
})

function splitAtLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

describe('into a pipe', () => {
  it('writes no colours and no bar, and colours with FORCE_COLOR', async () => {
    const plain = await run(['check', 'bad.csv'])
    expect(plain).toMatchObject({ code: 1, err: '' })
    expect(plain.out).not.toContain('\u001b')
    const forced = await run(['check', 'bad.csv'], { env: { FORCE_COLOR: '1' } })
    expect(stripVTControlCharacters(forced.out)).toBe(plain.out)
    expect(forced.out).toContain('\u001b[31m')
  })

  it('gives a slow reader the whole document', async () => {
    const names = Array.from({ length: 900 }, (_, place) => `Column ${place} ${'of a wide table '.repeat(4)}`)
    write('wide.csv', `Email,${names.join()}\nann@firm.example${',x'.repeat(900)}\n`)
    const { child, told, ended } = beginProgram(['check', 'wide.csv', '--json'])
    child.stdout.pause()
    // As long as nobody reads, the program has more to say than a pipe holds.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(child.exitCode).toBeNull()
    child.stdout.resume()
    await ended
    expect(JSON.parse(told.out).mapping.files[0].columns).toHaveLength(901)
  })

  test.each([
    ['check', ['check', 'bad.csv'], 1],
    ['--help', ['--help'], 0],
    ['demo', ['demo', 'good.csv'], 141],
  ])('says nothing when the reader of %s goes away', async (_, args, code) => {
    const { child, ended } = beginProgram(args)
    child.stdout.destroy()
    expect(await ended).toMatchObject({ code, err: '' })
    expect(await readdir(temporary)).toEqual([])
  })
})

describe('with --json', () => {
  test.each([
    ['a result', ['check', 'good.csv', '--json'], 0, { ready: true, check: { rows: 2 } }],
    ['findings', ['check', 'bad.csv', '--json'], 1, { ready: false, check: { rowsLost: 2 } }],
    ['a missing file', ['check', 'none.csv', '--json'], 2, { error: { code: 'file_not_found' } }],
    ['a wrong flag', ['check', 'good.csv', '--json', '--objet', 'x'], 2, { error: { code: 'invalid_arguments' } }],
    ['what the doctor found', ['doctor', '--json'], 1, { ok: false, checks: [{ name: 'Program', status: 'ok' }] }],
    ['a missing log', ['audit', 'verify', 'none.jsonl', '--json'], 2, { error: { code: 'file_unreadable' } }],
  ])('%s is the one document on stdout', async (_, args, code, document) => {
    const ended = await run(args)
    expect(ended).toMatchObject({ code, err: '' })
    const told = JSON.parse(ended.out)
    expect(told).toMatchObject({ ...document, ...('checks' in document && { checks: expect.anything() }) })
    if ('checks' in document) expect(told.checks).toContainEqual(expect.objectContaining(document.checks[0]))
  })
})

describe('paths', () => {
  const names = ['two words.csv', `it's "quoted" $HOME.csv`, 'Müller 日本語.csv', '-dash.csv', '--sandbox.csv']

  test.each(names)('%s is a file like any other after --', async (name) => {
    write(name, GOOD)
    const { code, out } = await run(['check', '--', name])
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe(name)
  })

  it('that begin with a dash need the two dashes, which is said', async () => {
    const { code, err } = await run(['check', '-dash.csv'])
    expect(code).toBe(2)
    expect(err).toContain('A name that begins with a dash goes after --.')
  })

  it('that are empty, a folder, or standard input are refused with a word on why', async () => {
    for (const [name, word] of [
      ['', 'check needs a file'],
      [folder, 'is a folder, not a file'],
      ['-', 'Standard input cannot be taken'],
    ] as const) {
      const { code, out, err } = await run(['check', name])
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(word)
    }
  })
})

describe('stopped', () => {
  const silent = createServer()
  let env: Record<string, string>
  beforeAll(async () => {
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    env = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-test', HUBSPOT_BASE_URL: `http://127.0.0.1:${port}` }
  })
  afterAll(() => {
    silent.closeAllConnections()
    silent.close()
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s, check says that nothing was sent, and ends with %i', async (signal, code) => {
    const asked = once(silent, 'request')
    const { child, ended } = beginProgram(['check', 'good.csv'], { env })
    await asked
    child.kill(signal)
    expect(await ended).toEqual({
      code,
      out: '',
      err: 'Stopped. Nothing was sent to HubSpot, and the file is as it was.\n',
    })
    expect(await readdir(temporary)).toEqual([])
  })

  it('by SIGINT, doctor --json writes no half document', async () => {
    const asked = once(silent, 'request')
    const { child, ended } = beginProgram(['doctor', '--json'], { env })
    await asked
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, out: '', err: 'Stopped. It only looks: nothing was changed.\n' })
  })

  test.each([
    ['in memory', [], 'The records are gone: they were in memory only'],
    ['in a folder', ['--data', 'kept'], `The records are kept in ${folder}/kept.`],
  ])('by SIGINT, a sandbox %s says what has become of its records', async (_, flags, word) => {
    const { child, told, ended } = beginProgram(['sandbox', ...flags])
    await vi.waitFor(() => expect(told.out).toContain('Ctrl-C stops it.'), 20_000)
    child.kill('SIGINT')
    const { code, err } = await ended
    expect(code).toBe(0)
    expect(err).toContain(word)
  })

  it('by SIGTERM, demo says where it was and what is left, and takes its files along', async () => {
    const { child, told, ended } = beginProgram(['demo', 'good.csv'])
    await vi.waitFor(() => expect(told.out).toContain('→ validate_import'), 30_000)
    child.kill('SIGTERM')
    const { code, err } = await ended
    expect(code).toBe(143)
    expect(err).toMatch(
      /^Stopped in step \d+\. What was imported was in the sandbox on this machine and is gone with it/,
    )
    expect(await readdir(temporary)).toEqual([])
  })
})

describe('asked for help', () => {
  test.each([
    [['check', '--help'], 'check FILE'],
    [['help', 'audit'], 'audit verify FILE'],
    [['--http', '-h'], '--http'],
  ])('%j gives the help of the command', async (args, usage) => {
    const { code, out, err } = await run(args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n')[0]).toBe(
      `Usage: hubspot-import-mcp ${usage} [flags]`.replace('audit verify FILE', '$& [HASH]'),
    )
  })
})
