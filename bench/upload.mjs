#!/usr/bin/env node
// Measures the upload of an import: our way (every byte hashed, the journal on disk, the closing boundary held back)
// against undici alone with the same bytes in the same chunks, to one server in another process. curl -F is the floor.
// HubSpot is only reached over TLS; --plain leaves it out, and then SHA-256 alone is about as slow as the connection.
// usage: node bench/upload.mjs [--bytes 536870912 | --file FILE] [--rounds 7] [--plain]
import { fork, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, open, realpath, rm, stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const MEBIBYTE = 1024 * 1024
/** That of a prepared file. */
const CHUNK = MEBIBYTE / 2
const here = fileURLToPath(import.meta.url)
const require = createRequire(import.meta.url)
const [role] = process.argv.slice(2)

if (role === 'as-server') process.once('message', serve)
else if (role === 'as-client') process.once('message', upload)
else await compare(readOptions())

function readOptions() {
  const { values } = parseArgs({
    options: {
      bytes: { type: 'string', default: String(512 * MEBIBYTE) },
      file: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      plain: { type: 'boolean', default: false },
    },
  })
  const { file, plain } = values
  const options = { file, plain, bytes: Number(values.bytes), rounds: Number(values.rounds) }
  if (options.bytes > 0 && options.rounds > 0) return options
  throw new Error('usage: node bench/upload.mjs [--bytes N | --file FILE] [--rounds N] [--plain]')
}

async function compare({ file, plain, bytes: wanted, rounds }) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bench-upload-')))
  const server = fork(here, ['as-server'])
  try {
    const modules = await bundle(folder)
    server.send({ modules, plain })
    const { url, ca } = await message(server)
    const path = file === undefined ? join(folder, 'leads.csv') : await realpath(file)
    if (file === undefined) await writeCsv(path, wanted)
    const { size: bytes } = await stat(path)
    const job = { path, bytes, sha256: await hashOf(path), folder, url, ca, modules }
    const ways = [
      ['ours', () => inProcess('ours', job)],
      ['undici alone', () => inProcess('undici', job)],
      ['with SHA-256', () => inProcess('undici-sha256', job)],
      ...((await hasCurl()) ? [['curl -F', () => curl(job)]] : []),
    ]
    show(
      `${(bytes / MEBIBYTE).toFixed(0)} MB over ${plain ? 'plain TCP' : 'TLS'}`,
      bytes / MEBIBYTE,
      await interleaved(ways, rounds),
    )
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

function show(what, megabytes, runs) {
  const bare = runs.get('undici alone')
  const title = `${what}, ${bare.length} interleaved runs of each, medians, node ${process.version}`
  console.log(`${title}\n\n                  MB/s   of undici   slowest–fastest MB/s   CPU s   peak RSS MB`)
  for (const [name, results] of runs) {
    const speeds = results.map(({ seconds }) => megabytes / seconds)
    const ratio = median(results.map(({ seconds }, round) => bare[round].seconds / seconds))
    const range = `${Math.min(...speeds).toFixed(0)}–${Math.max(...speeds).toFixed(0)}`
    const memory = Math.max(...results.map(({ rss }) => rss))
    const cpu = median(results.map(({ cpuSeconds }) => cpuSeconds))
    const cells = [
      median(speeds).toFixed(0).padStart(8),
      ratio.toFixed(2).padStart(12),
      range.padStart(23),
      (cpu === undefined ? '–' : cpu.toFixed(2)).padStart(8),
      (memory > 0 ? memory.toFixed(0) : '–').padStart(14),
    ]
    console.log(name.padEnd(14) + cells.join(''))
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

async function writeCsv(path, bytes) {
  const row = 'ada.lovelace@example.com,Ada,Lovelace,"Analytical Engines, Ltd.",+44 20 7946 0000,2026-01-31\r\n'
  const block = Buffer.from(row.repeat(Math.ceil(MEBIBYTE / row.length))).subarray(0, MEBIBYTE)
  const file = await open(path, 'w')
  for (let left = bytes; left > 0; left -= block.length) await file.write(block, 0, Math.min(left, block.length))
  await file.close()
}

async function hashOf(path, bytes = Number.POSITIVE_INFINITY) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { end: bytes - 1, highWaterMark: MEBIBYTE }), hash)
  return hash.digest('hex')
}

/** Takes everything and says how much it was. */
function serve({ modules, plain }) {
  const { AUTHORITY: ca, SERVER_CERTIFICATE: cert, SERVER_KEY: key } = require(modules)
  const record = { id: '1', state: 'STARTED', createdAt: '2026-01-01', updatedAt: '2026-01-01' }
  const take = (request, response) => {
    let bytes = 0
    request.on('data', (chunk) => {
      bytes += chunk.length
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...record, bytes }))
    })
  }
  const options = { requestTimeout: 0 }
  const server = plain ? http.createServer(options, take) : https.createServer({ ...options, key, cert }, take)
  const scheme = plain ? 'http' : 'https'
  server.listen(0, 'localhost', () => process.send({ url: `${scheme}://localhost:${server.address().port}`, ca }))
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
async function upload({ way, ...job }) {
  const modules = require(job.modules)
  const send = await prepare(modules, job)
  await send(1000)
  const { cpuUsage, hrtime } = process
  const [cpu, began] = [cpuUsage(), hrtime.bigint()]
  const told = way === 'ours' ? await send(job.bytes) : await sendAlone(modules, { ...job, way })
  const seconds = Number(hrtime.bigint() - began) / 1e9
  const { user, system } = cpuUsage(cpu)
  if (told < job.bytes) throw new Error(`${told} of ${job.bytes} bytes arrived`)
  const result = { seconds, cpuSeconds: (user + system) / 1e6, rss: process.resourceUsage().maxRSS / 1024 }
  process.send(result, () => process.exit())
}

/** What start_import does once the file is prepared: the descriptor is checked, and the journal is on disk. */
async function prepare(modules, { path, bytes: whole, sha256, folder, url, ca }) {
  const { createHubSpot, DEFAULT_SETTINGS, systemClock, createAllowedFiles } = modules
  const { createJournal, openStateFolder, sendUpload } = modules
  const hubspot = createHubSpot(
    { ...DEFAULT_SETTINGS, baseUrl: url, tls: { ca }, credentials: { kind: 'access-token', token: 'pat-na1-bench' } },
    { clock: systemClock, log: () => undefined },
  )
  const journal = createJournal(openStateFolder(await mkdtemp(join(folder, 'state-'))))
  const files = await createAllowedFiles({ folders: [dirname(path)], workingFolder: folder })
  const source = await files.open(path)
  let attempts = 0
  return async (bytes) => {
    attempts += 1
    const stream = () => source.chunks({ end: bytes - 1 })
    const file = { fileName: 'leads.csv', bytes, sha256: bytes === whole ? sha256 : await hashOf(path, bytes), stream }
    const start = await journal.plan({ ...INTENT, contentKey: String(attempts).repeat(64) })
    let armed = false
    let sent = 0
    const result = await sendUpload(
      {
        start,
        request: { name: 'Leads', files: [] },
        files: [file],
        signal: new AbortController().signal,
        onBytes: (bytesSent) => {
          sent = bytesSent
        },
        mustNotBeStopped: async () => undefined,
        onArmed: () => {
          armed = true
        },
      },
      { hubspot, journal, clock: systemClock },
    )
    if (result.state !== 'started' || !armed) throw new Error(`the upload ended ${result.state}`)
    return sent
  }
}

const INTENT = {
  planId: `p${'0'.repeat(39)}`,
  environment: 'production',
  portalId: 1,
  importName: 'Leads ~7FK3QX9TW2MB',
  marker: '7FK3QX9TW2MB',
  rows: 1,
  plannedAt: '2026-01-01T00:00:00.000Z',
}

async function sendAlone({ Pool }, { way, path, bytes, url, ca, sha256 }) {
  const pool = new Pool(url, { connections: 1, pipelining: 0, connect: { ca } })
  const file = createReadStream(path, { highWaterMark: CHUNK })
  const hash = createHash('sha256')
  const body = way === 'undici-sha256' ? hashed(file, hash) : file
  const headers = { 'content-length': String(bytes) }
  const response = await pool.request({ method: 'POST', path: '/crm/v3/imports', headers, body })
  const { bytes: arrived } = await response.body.json()
  if (way === 'undici-sha256' && hash.digest('hex') !== sha256) throw new Error('another hash')
  return arrived
}

async function* hashed(chunks, hash) {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** Node 20 cannot read TypeScript: the sources are bundled, packages included. */
async function bundle(folder) {
  const { build } = await import('esbuild')
  const outfile = join(folder, 'modules.cjs')
  await build({
    stdin: {
      contents: `
        export { createHubSpot } from './src/hubspot/create-hubspot.ts'
        export { DEFAULT_SETTINGS } from './src/hubspot/settings.ts'
        export { systemClock } from './src/clock.ts'
        export { createAllowedFiles } from './src/table/allowed-files.ts'
        export { createJournal } from './src/import/journal.ts'
        export { openStateFolder } from './src/import/state-folder.ts'
        export { sendUpload } from './src/import/send-upload.ts'
        export { Pool } from 'undici'
        export { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from './test/config/tls-authority.ts'`,
      resolveDir: join(dirname(here), '..'),
      loader: 'ts',
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    outfile,
    minify: true,
    logLevel: 'error',
  })
  return outfile
}

function hasCurl() {
  return new Promise((resolve) => {
    const probe = spawn('curl', ['--version'], { stdio: 'ignore' })
    probe.on('error', () => resolve(false)).on('exit', (code) => resolve(code === 0))
  })
}

function curl({ path, url }) {
  const parts = ['-F', 'importRequest={};type=application/json', '-F', `files=@${path};type=text/csv`]
  const child = spawn('curl', ['-sSk', '-o', '/dev/null', '-w', '%{time_total}', ...parts, `${url}/crm/v3/imports`])
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
