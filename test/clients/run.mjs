// What other people's clients make of this server: the CLI of MCP Inspector and mcpc, over stdio as mcp.json says and over HTTP.
// Each lists tools, prompts and resources, looks at a file and maps it, on the sandbox.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeOf, npx, startServer } from './programs.mjs'

const INSPECTOR = '2.12.0'
const MCPC = '0.2.6'
const FILE = 'examples/leads.csv'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-clients-'))
const node = await nodeOf(24)
const server = await startServer(process.execPath, [
  join(root, 'dist/main.js'),
  ...['--http', '--sandbox', '--port', '0', '--state-dir', join(folder, 'state')],
])
const rows = []
try {
  const http = join(folder, 'http.json')
  await writeFile(http, JSON.stringify({ mcpServers: { 'hubspot-import-http': { type: 'http', url: server.url } } }))
  const ways = [
    { transport: 'stdio', config: 'mcp.json', entry: 'hubspot-import-sandbox', file: async () => FILE },
    { transport: 'http', config: http, entry: 'hubspot-import-http', file: upload },
  ]
  for (const way of ways) {
    rows.push(...(await inspector(way)), ...(await mcpc(way)))
  }
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
console.table(rows.map(({ output: _, ...row }) => row))
for (const { ok, client, transport, what, output } of rows) {
  if (!ok) console.error(`\n${client}, ${transport}, ${what}:\n${output}`)
}
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1

/** A server over HTTP reads no paths: files are sent, and tools take the handle. */
async function upload() {
  const body = await readFile(join(root, FILE))
  const answer = await fetch(new URL('/files/contacts.csv', server.url), { method: 'PUT', body })
  return (await answer.json()).file
}

async function inspector({ transport, config, entry, file }) {
  const cli = ['mcp-inspector', '--cli', '--config', config, '--server', entry, '--format', 'json']
  const handle = await file()
  const call = (tool) => ['--method', 'tools/call', '--tool-name', tool, '--tool-arg', `file=${handle}`]
  const asked = [
    ['tools/list --strict', ['--method', 'tools/list', '--strict'], '"start_import"'],
    ['inspect_file', call('inspect_file'), '"structuredContent"'],
    ['propose_mapping', call('propose_mapping'), '"planId"'],
    ['prompts/list', ['--method', 'prompts/list'], '"import_file"'],
    ['resources/list', ['--method', 'resources/list'], 'hubspot-import://object-types'],
  ]
  const env = { MCP_INSPECTOR_SECRET_STORE: 'memory' }
  const ended = []
  for (const [what, args, expected] of asked) {
    const answer = await npx(node, `@modelcontextprotocol/inspector@${INSPECTOR}`, [...cli, ...args], {
      cwd: root,
      env,
    })
    const row = rowOf({ client: `Inspector ${INSPECTOR}`, transport, what }, answer, expected)
    ended.push({ ...row, warnings: answer.stderr.match(/^Warning: tool/gm)?.length ?? 0 })
  }
  return ended
}

async function mcpc({ transport, config, entry, file }) {
  const env = { MCPC_HOME_DIR: join(folder, 'mcpc') }
  const session = `@${transport}`
  const run = (...args) => npx(node, `@apify/mcpc@${MCPC}`, ['mcpc', '--json', ...args], { cwd: root, env })
  const handle = await file()
  const asked = [
    ['initialize', ['connect', `${config}:${entry}`, session], '"hubspot-import-mcp"'],
    ['tools/list', [session, 'tools-list'], '"start_import"'],
    ['inspect_file', [session, 'tools-call', 'inspect_file', `file:=${JSON.stringify(handle)}`], '"structuredContent"'],
    ['propose_mapping', [session, 'tools-call', 'propose_mapping', `file:=${JSON.stringify(handle)}`], '"planId"'],
    ['prompts/list', [session, 'prompts-list'], '"import_file"'],
    ['resources/list', [session, 'resources-list'], 'hubspot-import://object-types'],
    ['close', ['close', session], '"closed"'],
  ]
  const ended = []
  for (const [what, args, expected] of asked) {
    ended.push(rowOf({ client: `mcpc ${MCPC}`, transport, what }, await run(...args), expected))
  }
  return ended
}

function rowOf(row, { code, stdout, stderr }, expected) {
  const ok = code === 0 && stdout.includes(expected) && !/"isError":\s*true/.test(stdout)
  return { ...row, ok, output: `exit ${code}, expected ${expected}\n${stdout}\n${stderr}` }
}
