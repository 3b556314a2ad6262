import { createHash } from 'node:crypto'
import { lstat, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { runToken } from '../../src/cli/token.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import { loadConfig } from '../../src/config.ts'

const clock = {
  ...systemClock,
  now: () => Date.parse('2026-11-27T12:00:00Z'),
  sleep: () => systemClock.sleep(1),
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubspot-import-token-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...line: string[]): Promise<string> => runWith(clock, ...line)

async function runWith(waits: Clock, ...line: string[]): Promise<string> {
  const config = loadConfig(
    line,
    {},
    {
      workingFolder: folder,
      homeFolder: '/home/nobody',
      tempFolder: folder,
      platform: 'linux',
    },
  )
  if (config.command.name !== 'token') throw new Error('not the command token')
  let told = ''
  const write = (text: string) => {
    told += text
  }
  expect(await runToken(config, config.command.principal, { write }, waits)).toBe(0)
  return told
}

const tokenIn = (told: string): string => /^ {2}(him_\S+)$/m.exec(told)?.[1] ?? ''

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

describe('hubspot-import-mcp token', () => {
  it('shows a token of 32 random bytes once, and the entry with its hash', async () => {
    const told = await run('token', 'ann')
    const token = tokenIn(told)
    expect(Buffer.from(token.replace('him_', ''), 'base64url')).toHaveLength(32)
    const entry = JSON.parse(/^ {2}(\{.*\})$/m.exec(told)?.[1] ?? '')
    expect(entry).toEqual({ name: 'ann', sha256: hashOf(token), scopes: ['imports:read', 'imports:plan'] })
    expect(tokenIn(await run('token', 'ann'))).not.toBe(token)
  })

  it('adds the entry to the file, which nobody else can read', async () => {
    const path = join(folder, 'tokens.json')
    const first = tokenIn(await run('token', 'ann', '--tokens', path, '--scopes', 'imports:read,imports:write'))
    const told = await run('token', 'bob', '--tokens', path, '--expires', '90d', '--account', 'eu')
    expect(told).toContain(`Its hash was added to ${path}.`)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([
      { name: 'ann', sha256: hashOf(first), scopes: ['imports:read', 'imports:write'] },
      {
        name: 'bob',
        sha256: hashOf(tokenIn(told)),
        scopes: ['imports:read', 'imports:plan'],
        expires: '2027-02-25T12:00:00.000Z',
        account: 'eu',
      },
    ])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).not.toContain('him_')
  })

  it('keeps every entry of commands that run at the same time, also by a link to the file', async () => {
    const path = join(folder, 'shared.json')
    const names = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal']
    await run('token', 'first', '--tokens', path)
    await symlink(path, join(folder, 'link.json'))
    // Each may need a while for its turn on a busy disk.
    const patient = { ...clock, sleep: () => systemClock.sleep(50) }
    const paths = [path, join(folder, 'link.json')]
    await Promise.all(names.map((name, at) => runWith(patient, 'token', name, '--tokens', paths[at % 2] ?? path)))
    const entries: { name: string }[] = JSON.parse(await readFile(path, 'utf8'))
    expect(entries.map(({ name }) => name).sort()).toEqual([...names, 'first'].sort())
    expect((await readdir(folder)).filter((name) => name.startsWith('shared'))).toEqual(['shared.json'])
    expect((await lstat(join(folder, 'link.json'))).isSymbolicLink()).toBe(true)
  })

  it('waits for as long as others come and go', async () => {
    const path = join(folder, 'queue.json')
    const others = Array.from({ length: 120 }, (_, count) => 'x'.repeat(count + 1))
    await writeFile(`${path}.new`, '')
    const sleep = async () => {
      const next = others.pop()
      await rm(`${path}.new`, { force: true })
      if (next === undefined) return
      await writeFile(`${path}.${next.length}`, next)
      await rename(`${path}.${next.length}`, `${path}.new`)
    }
    await runWith({ ...clock, sleep }, 'token', 'ann', '--tokens', path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject([{ name: 'ann' }])
  })

  it('says what to do about what a command that was cut off has left, and changes nothing', async () => {
    const path = join(folder, 'cut.json')
    await run('token', 'ann', '--tokens', path)
    const before = await readFile(path, 'utf8')
    await writeFile(`${path}.new`, '[{"na')
    await expect(run('token', 'bob', '--tokens', path)).rejects.toMatchObject({
      code: 'lock_held',
      message: `Another command is changing the file of tokens: ${path}.new is there.`,
    })
    expect(await readFile(path, 'utf8')).toBe(before)
    await rm(`${path}.new`)
    await run('token', 'bob', '--tokens', path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveLength(2)
  })

  it('leaves nothing behind where the file is none of tokens', async () => {
    const path = join(folder, 'other.json')
    await writeFile(path, '{}', { mode: 0o600 })
    await expect(run('token', 'ann', '--tokens', path)).rejects.toMatchObject({ code: 'invalid_arguments' })
    await expect(stat(`${path}.new`)).rejects.toMatchObject({ code: 'ENOENT' })
    const nowhere = join(folder, 'none', 'tokens.json')
    await expect(run('token', 'ann', '--tokens', nowhere)).rejects.toMatchObject({ code: 'file_unreadable' })
  })

  test.each([
    [['token'], 'token needs the name'],
    [['token', '../ann'], '"../ann" cannot be the name of a token'],
    [['token', 'ann', 'bob'], 'token does not take "bob"'],
    [['token', 'ann', '--scopes', 'all'], '--scopes is "all"; it must be imports:read'],
    [['token', 'ann', '--expires', 'tomorrow'], '--expires is "tomorrow"'],
    [['token', 'ann', '--expires', '2026-11-01'], '--expires is "2026-11-01"'],
    [['token', 'ann', '--expires', '2027-02-31'], '--expires is "2027-02-31"'],
    [['--expires', '90d'], '--expires belongs to token'],
  ])('refuses %j', async (line, message) => {
    await expect(run(...line)).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringContaining(message),
    })
  })
})
