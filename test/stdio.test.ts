import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, it, test, vi } from 'vitest'
import { client2025 } from './client-2025.ts'
import { PROGRAM, startProgram } from './start-program.ts'

const sandbox = [PROGRAM, '--sandbox']
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}
const ping = (id: number) => ({ jsonrpc: '2.0', id, method: 'ping' })

describe('the program over stdio', () => {
  it('serves a client of 2026-07-28', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new StdioClientTransport({ command: process.execPath, args: sandbox, stderr: 'pipe' }))
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28')
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('start_import')
    const result = await client.callTool({ name: 'list_properties', arguments: { objectTyp: 'contacts' } })
    expect(result).toMatchObject({ isError: true })
    expect(result.structuredContent).toBeUndefined()
    await expect(client.callTool({ name: 'no_such_tool' })).rejects.toMatchObject({ code: -32_602 })
    await client.close()
  })

  it('serves a client of 2025', async () => {
    const client = await client2025(process.execPath, sandbox)
    expect(client.getServerVersion()).toMatchObject({ title: 'HubSpot imports (sandbox)' })
    expect(client.getInstructions()).toContain('This is the sandbox')
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('start_import')
    const result = await client.callTool({ name: 'list_properties', arguments: { objectTyp: 'contacts' } })
    expect(result).toMatchObject({ isError: true })
    await expect(client.callTool({ name: 'no_such_tool' })).rejects.toMatchObject({ code: -32_602 })
    await client.close()
  })

  it('exits with 0 when stdin ends, having answered what was asked', async () => {
    await using program = await startProgram(['--sandbox'])
    program.send(initialize, { jsonrpc: '2.0', method: 'notifications/initialized' }, ping(2))
    program.child.stdin?.end()
    expect(await program.ended).toBe(0)
    const answers = program
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers).toMatchObject([
      { id: 1, result: { serverInfo: {} } },
      { id: 2, result: {} },
    ])
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('exits with 0 on %s', async (signal) => {
    await using program = await startProgram(['--sandbox'])
    program.send(initialize)
    await vi.waitFor(() => expect(program.stdout()).toContain('serverInfo'), 10_000)
    program.child.kill(signal)
    expect(await program.ended).toBe(0)
  })

  it('survives what is not JSON-RPC, and writes nothing else to stdout', async () => {
    await using program = await startProgram(['--sandbox', '--log-level', 'debug'])
    program.send(initialize, 'not json\n', '{"jsonrpc":"2.0"}\n', '\n', `${JSON.stringify([ping(5), ping(6)])}\n`)
    program.send(ping(9))
    await vi.waitFor(() => expect(program.stdout()).toContain('"id":9'), 10_000)
    for (const line of program.stdout().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
  })

  it('does not run half a line', async () => {
    await using program = await startProgram(['--sandbox'])
    program.send(initialize, JSON.stringify(ping(2)).slice(0, -1))
    program.child.stdin?.end()
    expect(await program.ended).toBe(0)
    expect(program.stdout()).not.toContain('"id":2')
  })

  it('warns of a token that the sandbox does not use, without showing it', async () => {
    const env = { HUBSPOT_ACCESS_TOKEN: 'pat-na1-canary-canary' }
    await using program = await startProgram(['--sandbox', '--log-level', 'debug'], env)
    program.child.stdin?.end()
    expect(await program.ended).toBe(0)
    expect(program.stderr()).toContain('HUBSPOT_ACCESS_TOKEN: not used and not stored')
    expect(program.stderr() + program.stdout()).not.toContain('canary')
  })

  it('starts without credentials and says in the call how to connect', async () => {
    const client = await client2025(process.execPath, [PROGRAM])
    const result = await client.callTool({ name: 'list_imports', arguments: {} })
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/^not_connected: /) }] })
    await client.close()
  })
})

describe('the program', () => {
  test.each([
    [['--prot', '1'], {}, 2, 'There is no flag --prot. Did you mean --port?'],
    [['--http', '--host', '0.0.0.0'], {}, 2, 'can be reached from other machines'],
    [['--http', '--host', 'example.org'], {}, 2, 'can be reached from other machines'],
    [[], { HUBSPOT_CLIENT_ID: 'x' }, 2, 'OAuth needs all three'],
    [['--tls-ca', 'missing.pem'], {}, 2, 'missing.pem cannot be read'],
    [['--allow-dir', 'missing'], {}, 2, 'missing'],
  ])('refuses %j %j before it serves', async (flags, env, code, message) => {
    await using program = await startProgram(flags, env)
    expect(await program.ended).toBe(code)
    expect(program.stderr()).toContain(message)
    expect(program.stdout()).toBe('')
  })

  test.each([
    ['--help', /^Usage: hubspot-import-mcp/],
    ['--version', /^\d+\.\d+\.\d+\n$/],
  ])('answers %s', async (flag, expected) => {
    await using program = await startProgram([flag])
    expect(await program.ended).toBe(0)
    expect(program.stdout()).toMatch(expected)
  })
})
