#!/usr/bin/env node
// Measures an upload to a server in another process: our client, undici alone with the same chunks, curl -F.
// usage: node bench/upload.mjs [MEGABYTES = 256] [ROUNDS = 7]
import { fork, spawn } from 'node:child_process'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MEBIBYTE = 1024 * 1024
const CHUNK = MEBIBYTE / 2
const here = fileURLToPath(import.meta.url)
const [role, ...args] = process.argv.slice(2)

if (role === 'as-server') serve()
else if (role === 'as-client') process.once('message', upload)
else await compare(Number(role ?? 256), Number(args[0] ?? 7))

async function compare(megabytes, rounds) {
  if (!(megabytes > 0 && rounds > 0)) throw new Error('usage: node bench/upload.mjs [MEGABYTES] [ROUNDS]')
  const folder = await mkdtemp(join(tmpdir(), 'bench-upload-'))
  const server = fork(here, ['as-server'])
  try {
    const path = join(folder, 'leads.csv')
    await writeCsv(path, megabytes)
    const job = { path, bytes: megabytes * MEBIBYTE, url: await message(server), code: await bundle() }
    const ways = [
      ['ours', () => inProcess('ours', job)],
      ['undici alone', () => inProcess('undici', job)],
      ...((await hasCurl()) ? [['curl -F', () => curl(job)]] : []),
    ]
    show(megabytes, await interleaved(ways, rounds))
  } finally {
    server.kill()
    await rm(folder, { recursive: true })
  }
}

/** Every round runs all ways, every other round backwards: what else the machine does hits them alike. */
async function interleaved(ways, rounds) {
  const runs = new Map(ways.map(([name]) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of round % 2 === 0 ? ways : ways.toReversed()) runs.get(name).push(await run())
  }
  return runs
}

function show(megabytes, runs) {
  const bare = runs.get('undici alone')
  console.log(`${megabytes} MB, ${bare.length} interleaved runs of each, medians, node ${process.version}\n`)
  console.log('                  MB/s   of undici   slowest–fastest MB/s   peak RSS MB')
  for (const [name, results] of runs) {
    const speeds = results.map(({ seconds }) => megabytes / seconds)
    const ratio = median(results.map(({ seconds }, round) => bare[round].seconds / seconds))
    const range = `${Math.min(...speeds).toFixed(0)}–${Math.max(...speeds).toFixed(0)}`
    const memory = Math.max(...results.map(({ rss }) => rss))
    const cells = [median(speeds).toFixed(0).padStart(8), ratio.toFixed(2).padStart(12), range.padStart(23)]
    console.log(name.padEnd(14) + cells.join('') + (memory > 0 ? memory.toFixed(0) : '–').padStart(14))
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

async function writeCsv(path, megabytes) {
  const row = 'ada.lovelace@example.com,Ada,Lovelace,"Analytical Engines, Ltd.",+44 20 7946 0000,2026-01-31\r\n'
  const block = Buffer.from(row.repeat(Math.ceil(MEBIBYTE / row.length))).subarray(0, MEBIBYTE)
  const file = await open(path, 'w')
  for (let written = 0; written < megabytes; written += 1) await file.write(block)
  await file.close()
}

function serve() {
  const record = JSON.stringify({ id: '1', state: 'STARTED', createdAt: '2026-01-01', updatedAt: '2026-01-01' })
  const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(record))
  })
  server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`))
}

/** A process of its own for each run, so that peak memory is that of one upload. */
async function inProcess(way, job) {
  const client = fork(here, ['as-client'])
  client.send({ ...job, way })
  return await message(client)
}

function message(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)))
  })
}

/** Both ways run with the same modules loaded and used once: the size of the heap alone changes the speed. */
async function upload({ way, path, bytes, url, code }) {
  const { createHubSpot, DEFAULT_SETTINGS, systemClock, openFile, Pool } = evaluate(code)
  const credentials = { kind: 'access-token', token: 'pat-na1-bench' }
  const hubspot = createHubSpot(
    { ...DEFAULT_SETTINGS, baseUrl: url, credentials },
    { clock: systemClock, log: () => undefined },
  )
  const source = await openFile(path)
  const send = (length) => {
    const stream = () => source.stream({ end: length - 1, highWaterMark: CHUNK })
    const file = { fileName: 'leads.csv', contentType: 'text/csv', bytes: length, stream }
    return hubspot.imports.start({ request: { name: 'Leads', files: [] }, files: [file] })
  }
  await send(1000)
  const pool = new Pool(url, { connections: 1, pipelining: 0 })
  const started = performance.now()
  if (way === 'ours') await send(bytes)
  else await sendAlone(pool, path, bytes)
  const seconds = (performance.now() - started) / 1000
  process.send({ seconds, rss: process.resourceUsage().maxRSS / 1024 }, () => process.exit())
}

async function sendAlone(pool, path, bytes) {
  const body = createReadStream(path, { highWaterMark: CHUNK })
  const headers = { 'content-length': String(bytes) }
  const response = await pool.request({ method: 'POST', path: '/crm/v3/imports', headers, body })
  await response.body.dump()
}

/** Node 20 cannot read TypeScript: the sources are bundled in memory, packages included. */
async function bundle() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { createHubSpot } from './src/hubspot/create-hubspot.ts'
        export { DEFAULT_SETTINGS } from './src/hubspot/settings.ts'
        export { systemClock } from './src/clock.ts'
        export { openFile } from './src/table/open-file.ts'
        export { Pool } from 'undici'`,
      resolveDir: join(dirname(here), '..'),
      loader: 'ts',
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].text
}

function evaluate(code) {
  const module = { exports: {} }
  new Function('require', 'module', 'exports', code)(createRequire(import.meta.url), module, module.exports)
  return module.exports
}

function hasCurl() {
  return new Promise((resolve) => {
    const probe = spawn('curl', ['--version'], { stdio: 'ignore' })
    probe.on('error', () => resolve(false)).on('exit', (code) => resolve(code === 0))
  })
}

function curl({ path, url }) {
  const parts = ['-F', 'importRequest={};type=application/json', '-F', `files=@${path};type=text/csv`]
  const child = spawn('curl', ['-sS', '-o', '/dev/null', '-w', '%{time_total}', ...parts, `${url}/crm/v3/imports`])
  let output = ''
  let rss = 0
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.pipe(process.stderr)
  const watch = setInterval(() => {
    rss = Math.max(rss, peakOf(child.pid))
  }, 10)
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      clearInterval(watch)
      if (code === 0) resolve({ seconds: Number(output), rss })
      else reject(new Error(`curl ended with ${code}`))
    })
  })
}

/** In MB; 0 where the system does not tell. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
