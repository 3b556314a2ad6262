// The official conformance suite, against two servers of ours:
//   program  the built program on its sandbox. The suite names tools, prompts and resources that it does not have; those
//            checks are listed in the baselines beside this file, and nothing else may fail.
//   fixture  our HTTP shell with the tools, prompts and resources that the suite names (fixture-server.ts). Of what a revision
//            of the protocol requires nothing may fail.
// A check of a baseline that passes is a failure too. Needs the network the first time, for npx.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeOf, npx, startServer } from '../clients/programs.mjs'

const OLD = '0.1.16'
const NEW = '0.2.0-alpha.12'
const SUITES = [
  { version: OLD, suite: 'active', flags: [] },
  { version: NEW, suite: '2025-11-25', flags: ['--requirements', '2025-11-25'] },
  { version: NEW, suite: '2026-07-28', flags: ['--requirements', '2026-07-28'] },
]

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const node24 = await nodeOf(24)
const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-conformance-'))
const program = [here('../../dist/main.js'), '--http', '--sandbox', '--port', '0', '--state-dir', join(folder, 'state')]
const servers = [
  { name: 'program', node: process.execPath, args: program, baseline: (suite) => here(`program-${suite}.yml`) },
  { name: 'fixture', node: node24, args: [here('fixture-server.ts')] },
]

const rows = []
try {
  for (const server of servers) rows.push(...(await runAll(server)))
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.table(rows)
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1

async function runAll({ name, node, args, baseline }) {
  const { url, stop } = await startServer(node, args)
  try {
    const ended = []
    for (const { version, suite, flags } of SUITES) {
      const results = join(folder, `${name}-${suite}`)
      const expected = baseline === undefined ? [] : ['--expected-failures', baseline(suite)]
      const conformance = ['conformance', 'server', '--url', url, '--output-dir', results, ...flags, ...expected]
      const { code, stdout, stderr } = await npx(node24, `@modelcontextprotocol/conformance@${version}`, conformance)
      if (code !== 0) console.error(`${stdout.slice(stdout.indexOf('=== SUMMARY ==='))}\n${stderr}`)
      ended.push({ server: name, version, suite, ...(await counted(results)), ok: code === 0 })
    }
    return ended
  } finally {
    await stop()
  }
}

/** Checks by their end, extensions and baseline included. */
async function counted(results) {
  const counts = { passed: 0, failed: 0, warned: 0 }
  const names = { SUCCESS: 'passed', FAILURE: 'failed', WARNING: 'warned' }
  for (const scenario of await readdir(results)) {
    for (const { status } of JSON.parse(await readFile(join(results, scenario, 'checks.json'), 'utf8'))) {
      if (status in names) counts[names[status]] += 1
    }
  }
  return counts
}
