import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { describe, expect, it, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { fixtureTool } from '../server/fixture-tools.ts'
import { startProgram } from '../start-program.ts'
import { bearer, host, json, newToken, rpc, send } from './hosted.ts'

const tool = fixtureTool(async () => ({ said: '' }), 'read')

describe('an address that others can reach', () => {
  it.each(['0.0.0.0', '::', 'imports.example.com', '127.0.0.1.example.com'])(
    '%s is not listened on while nobody is asked who they are',
    async (address) => {
      await expect(host({ flags: ['--host', address], tools: [tool] })).rejects.toMatchObject({
        code: 'invalid_arguments',
        message: `--host ${address} can be reached from other machines, and nobody would be asked who they are.`,
        fix: expect.stringContaining('--tokens'),
      })
    },
  )

  it.each([
    ['--allow-host', 'imports.example.com'],
    ['--public-url', 'https://imports.example.com/x'],
  ])('%s %s is not answered to while nobody is asked who they are', async (...flags) => {
    await expect(host({ flags: ['--allow-host', 'LocalHost', ...flags], tools: [tool] })).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringMatching(/^imports\.example\.com .* is a name that others call, and nobody would be asked/),
    })
  })

  it('ends the program with 2 and what to set', async () => {
    await using program = await startProgram(['--http', '--sandbox', '--port', '0', '--host', '0.0.0.0'])
    expect(await program.ended).toBe(2)
    expect(program.stderr()).toContain('--host 0.0.0.0 can be reached from other machines')
    expect(program.stderr()).toContain('Set --tokens FILE')
  })

  it('is not listened on where none is named: only this machine reaches 127.0.0.1', async () => {
    await using program = await startProgram(['--http', '--sandbox', '--port', '0'])
    const listening = () => /"url":"http:\/\/([\d.]+):(\d+)\/mcp"/.exec(program.stderr())?.slice(1) ?? []
    await expect.poll(listening, { timeout: 20_000 }).toEqual(['127.0.0.1', expect.any(String)])
    const port = Number(listening()[1])
    const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address))
    // All of 127.0.0.0/8 is this machine on Linux: what listens on 0.0.0.0 answers there.
    const others = [...addresses, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]
    const reached = await Promise.all(others.map(async (address) => ((await reaches(address, port)) ? [address] : [])))
    expect(reached.flat()).toEqual(['127.0.0.1'])
  })

  it('is listened on with tokens, for the host names that are listed', async () => {
    const { token, entry } = newToken('ann')
    const server = await host({
      flags: ['--host', '0.0.0.0', '--allow-host', 'Imports.Example.com'],
      tokens: [entry],
      tools: [tool],
    })
    const url = server.url.replace('0.0.0.0', '127.0.0.1')
    const list = (name: string) =>
      send(`${url}/mcp`, {
        method: 'POST',
        headers: { ...json, ...bearer(token), host: name },
        body: rpc('tools/list'),
      })
    expect((await list('imports.example.com')).status).toBe(200)
    expect((await list('imports.example.com:8443')).status).toBe(200)
    expect((await list('IMPORTS.EXAMPLE.COM')).status).toBe(200)
    expect((await list('imports.example.com.')).status).toBe(403)
    expect((await list('evil.example')).status).toBe(403)
    expect((await list('0.0.0.0')).status).toBe(403)
    await server.close()
  })

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two hosts', 'Host: 127.0.0.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'],
    [
      'two tokens',
      'Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    ],
  ])('a request with %s is refused and the connection closed', async (_, rest) => {
    const server = await host({ tools: [tool] })
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${rest}`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
    await server.close()
  })
})

describe('settings of who may call', () => {
  const place = { workingFolder: '/srv', homeFolder: '/home/ann', tempFolder: '/tmp/none', platform: 'linux' }
  const load = (...flags: string[]) => loadConfig(['--http', ...flags], {}, place).http
  const OAUTH = ['--oauth-issuer', 'https://login.example.com/', '--oauth-audience', 'https://imports.example.com/mcp']

  test.each<[string[], string]>([
    [['--oauth-issuer', 'https://login.example.com'], 'OAuth needs to know who issues the tokens and for whom.'],
    [['--oauth-audience', 'https://imports.example.com/mcp'], 'OAuth needs to know'],
    [['--oauth-account-claim', 'account'], 'OAuth needs to know'],
    [
      ['--oauth-issuer', 'http://login.example.com'],
      '--oauth-issuer is "http://login.example.com"; it must be https://host',
    ],
    [['--oauth-issuer', 'https://login.example.com?x=1'], 'without query and user'],
    [['--accounts', 'accounts.json'], 'nobody is asked who they are'],
    [[...OAUTH, '--accounts', 'accounts.json'], 'not which claim of a token names one'],
    [[...OAUTH, '--oauth-account-claim', 'account'], 'names an account of the accounts file, and there is none'],
    [['--accounts', 'accounts.json', '--tokens', 't.json', '--sandbox'], '--accounts is not for the sandbox'],
    [['--calls-per-minute', '0'], '--calls-per-minute is "0"; it must be a whole number from 1'],
  ])('%j is refused', (flags, message) => {
    expect(() => load(...flags)).toThrow(message)
  })

  it('do not go with an issuer that is not checked', () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    expect(() => loadConfig(['--http', ...OAUTH], env, place)).toThrow('anybody could let themselves in')
    expect(() => loadConfig(['--http', '--tokens', 't.json'], env, place)).not.toThrow()
  })

  it('are kept as they were written; the public address is that of the audience', () => {
    expect(
      load(...OAUTH, '--oauth-account-claim', 'hubspot', '--tokens', 't.json', '--accounts', '~/a.json'),
    ).toMatchObject({
      oauth: {
        issuer: 'https://login.example.com/',
        audience: 'https://imports.example.com/mcp',
        accountClaim: 'hubspot',
      },
      publicUrl: 'https://imports.example.com',
      allowedHosts: ['127.0.0.1', 'imports.example.com'],
      tokensFile: '/srv/t.json',
      accountsFile: '/home/ann/a.json',
      limits: { callsPerMinute: 60, writesPerMinute: 6, callsAtOnce: 4 },
    })
  })
})

const reaches = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address)
    const tell = (isReached: boolean) => {
      socket.destroy()
      resolve(isReached)
    }
    socket.on('connect', () => tell(true))
    socket.on('error', () => tell(false))
  })
