// The program as a server, against one with nothing but the SDK, bundled the same way: start, cost of a call, bursts, a
// HubSpot that never answers, and with --soak MINUTES a long mixed run. Interleaved, medians; Linux for all but the times.
//   node bench/server.mjs [--runs N] [--soak MINUTES [--warm-up MINUTES] [--every MS] [--transport stdio|http]] [--only start,calls,burst,hang]
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../scripts/bundle.mjs'
import { BARE_SERVER } from './bare-server.mjs'
import { measureStreams, measureUploads } from './load.mjs'
import {
  cpuMs,
  descriptors,
  httpCall,
  listeningUrl,
  median,
  quantile,
  rssMb,
  startProcess,
  stdioClient,
} from './measured-process.mjs'
import { soak } from './soak.mjs'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    soak: { type: 'string' },
    'warm-up': { type: 'string', default: '26' },
    every: { type: 'string', default: '100' },
    transport: { type: 'string', default: 'http' },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string', default: 'start,calls,burst,hang' },
  },
})
const RUNS = Number(options.runs)
const CALLS = 1000
const NODE_ALONE = `
  process.stdin.on('data', (chunk) => {
    for (const line of String(chunk).split('\\n').filter(Boolean)) {
      const { id } = JSON.parse(line)
      if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: {} }) + '\\n')
    }
  })
`

const folder = await mkdtemp(join(tmpdir(), 'bench-server-'))
const root = fileURLToPath(new URL('..', import.meta.url))
const ours = { name: 'dist/main.js', script: join(root, 'dist/main.js') }
const bare = { name: 'bare SDK', script: join(folder, 'bare.mjs') }
const alone = { name: 'Node alone', script: join(folder, 'alone.mjs') }

try {
  await writeFile(bare.script, (await bundle({ contents: BARE_SERVER, resolveDir: root })).text)
  await writeFile(alone.script, NODE_ALONE)
  await writeFile(join(folder, 'a.csv'), 'Email\nada@example.com\n')
  console.log(`Node ${process.version}, ${process.platform}; medians of ${RUNS} interleaved runs`)
  const streams = () => measureStreams(ours.script, { minutes: Number(options.minutes), folder })
  const uploads = () => measureUploads(ours.script, { folder })
  const parts = { start: measureStart, calls: measureCalls, burst: measureBursts, hang: measureHang, streams, uploads }
  if (options.soak !== undefined) {
    const [minutes, warmUp, every] = [options.soak, options['warm-up'], options.every].map(Number)
    await soak(ours.script, { minutes, warmUp, every, folder, transport: options.transport })
  } else for (const part of options.only.split(',')) await parts[part]()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** From the start of the process to the answer of tools/list. */
async function measureStart() {
  const samples = await interleaved([alone, bare, ours], RUNS, async ({ script }) => {
    const began = performance.now()
    const program = startProcess(script, [], { cwd: folder })
    const client = stdioClient(program)
    await client.initialize()
    await client.request('tools/list')
    const figures = [performance.now() - began, await cpuMs(program.pid), await rssMb(program.pid)]
    program.child.kill('SIGKILL')
    await program.ended
    return figures
  })
  report('start until the answer of tools/list', samples, ['wall ms', 'CPU ms', 'RSS MB'])
}

/**
 * What a call costs that does nothing but be refused by its own tool: everything around a tool is in it, no work of a tool. A
 * call of the bare server is refused by its schema in the same way.
 */
async function measureCalls() {
  const refused = [
    { ...bare, tool: 'echo', args: { text: 1 } },
    { ...ours, tool: 'list_imports', args: { limit: 0 } },
  ]
  for (const transport of ['stdio', 'http']) {
    const samples = await interleaved(refused, Math.ceil(RUNS / 3), async ({ script, tool, args }) => {
      const program = startProcess(script, transport === 'http' ? httpFlags(script) : [], { cwd: folder })
      const call = await caller(program, transport)
      for (let n = 0; n < 500; n += 1) await call(tool, args)
      const before = await cpuMs(program.pid)
      for (let n = 0; n < CALLS; n += 1) await call(tool, args)
      const used = (await cpuMs(program.pid)) - before
      program.child.kill('SIGKILL')
      await program.ended
      return [used]
    })
    report(`${CALLS} calls of a tool that needs no network, ${transport}`, samples, ['CPU ms'])
  }
}

function httpFlags(script) {
  return script === ours.script ? ['--http', '--sandbox', '--port', '0'] : ['--http']
}

async function caller(program, transport) {
  if (transport === 'http') {
    const url = await listeningUrl(program)
    return (tool, args) => httpCall(url, tool, args)
  }
  const client = stdioClient(program)
  await client.initialize()
  return client.call
}

/** A thousand calls at once, then whether the server is as before. */
async function measureBursts() {
  await burst('stdio', [], async (program) => {
    const client = stdioClient(program)
    await client.initialize()
    return async () => {
      const { error, result } = await client.call('inspect_file', { file: 'a.csv' })
      return error === undefined && result.isError !== true ? 'ok' : 'refused'
    }
  })
  await burst('http', ['--http', '--sandbox', '--port', '0'], async (program) => {
    const url = await listeningUrl(program)
    const put = await fetch(new URL('/files/a.csv', url), { method: 'PUT', body: 'Email\nada@example.com\n' })
    const { file } = await put.json()
    return async () => (await httpCall(url, 'inspect_file', { file })).status
  })
}

async function burst(transport, flags, prepare) {
  const program = startProcess(ours.script, flags, { cwd: folder })
  const call = await prepare(program)
  await call()
  const began = performance.now()
  const answers = await Promise.all(Array.from({ length: CALLS }, () => call().catch((error) => error.code ?? 'lost')))
  const took = performance.now() - began
  const rss = await rssMb(program.pid)
  const after = performance.now()
  await call()
  const kinds = [...new Set(answers)]
  const counts = kinds.map((kind) => `${kind} ${answers.filter((answer) => answer === kind).length}`)
  console.log(
    `\n${CALLS} calls at once, ${transport}: ${counts.join(', ')} in ${(took / 1000).toFixed(1)} s; RSS ${rss.toFixed(0)} MB; the next call ${(performance.now() - after).toFixed(0)} ms`,
  )
  program.child.kill('SIGKILL')
  await program.ended
}

/** A HubSpot that takes connections and never answers; a hundred calls to it, and local ones meanwhile. */
async function measureHang() {
  const silent = createServer(() => undefined)
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const env = { HUBSPOT_ACCESS_TOKEN: 'bench', HUBSPOT_BASE_URL: `http://127.0.0.1:${silent.address().port}` }
  const program = startProcess(ours.script, [], { cwd: folder, env })
  const client = stdioClient(program)
  await client.initialize()
  for (let n = 0; n < 100; n += 1) client.call('list_imports')
  const times = []
  let sockets = 0
  for (let n = 0; n < 100; n += 1) {
    const began = performance.now()
    await client.call('inspect_file', { file: 'a.csv' })
    times.push(performance.now() - began)
    sockets = Math.max(sockets, await new Promise((resolve) => silent.getConnections((_, count) => resolve(count))))
  }
  console.log(
    `\nHubSpot hangs, 100 calls: ${sockets} sockets, local tools p50 ${median(times).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms, RSS ${(await rssMb(program.pid)).toFixed(0)} MB, ${(await descriptors(program.pid)).all} descriptors`,
  )
  program.child.kill('SIGKILL')
  await program.ended
  silent.close()
}

/** Another one begins in every run; the first run warms the disk and does not count. */
async function interleaved(programs, runs, measure) {
  const samples = new Map(programs.map(({ name }) => [name, []]))
  for (let run = -1; run < runs; run += 1) {
    for (const [place] of programs.entries()) {
      const program = programs[(place + run + programs.length) % programs.length]
      const figures = await measure(program)
      if (run >= 0) samples.get(program.name).push(figures)
    }
  }
  return samples
}

function report(title, samples, units) {
  console.log(`\n${title}`)
  const medians = [...samples].map(([name, runs]) => [
    name,
    units.map((_, place) => median(runs.map((one) => one[place]))),
  ])
  const [, base] = medians.find(([name]) => name === bare.name)
  for (const [name, figures] of medians) {
    const told = figures.map(
      (figure, place) => `${figure.toFixed(0).padStart(6)} ${units[place]} (${(figure / base[place]).toFixed(2)} ×)`,
    )
    console.log(`  ${name.padEnd(14)}${told.join('')}`)
  }
}
