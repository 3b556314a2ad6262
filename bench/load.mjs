// Many at once over HTTP: open streams beside steady calls, and large files that are sent at the same time.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptors, httpCall, listeningUrl, median, quantile, rssMb, startProcess } from './measured-process.mjs'

const STREAMS = 500
const CALL_MS = 50
const LOOK_MS = 1000

/** Sessions of 2025 with their streams, and twenty calls a second that read. */
export async function measureStreams(script, { minutes, folder }) {
  const program = startProcess(script, ['--http', '--sandbox', '--port', '0'], { cwd: folder })
  const url = await listeningUrl(program)
  const put = await fetch(new URL('/files/a.csv', url), { method: 'PUT', body: 'Email\nada@example.com\n' })
  const { file } = await put.json()
  const calls = [
    ['list_imports', {}],
    ['inspect_file', { file }],
    ['list_properties', { objectType: 'contacts' }],
  ]
  await Promise.all(calls.map(([name, args]) => httpCall(url, name, args)))
  const before = await rssMb(program.pid)
  const ended = { count: 0 }
  for (let n = 0; n < STREAMS; n += 1) await openStream(url, ended)
  const withStreams = await rssMb(program.pid)
  const times = []
  const failures = []
  let highest = 0
  const running = new Set()
  const until = performance.now() + minutes * 60_000
  for (let turn = 0; performance.now() < until; turn += 1) {
    const [name, args] = calls[turn % calls.length]
    const began = performance.now()
    const done = httpCall(url, name, args)
      .then(({ status, text }) => {
        if (status !== 200 || text.includes('"isError":true')) failures.push(`${name} ${status}`)
        times.push(performance.now() - began)
      })
      .catch((error) => failures.push(`${name} ${error.message}`))
      .finally(() => running.delete(done))
    running.add(done)
    if (turn % 20 === 0) highest = Math.max(highest, await rssMb(program.pid))
    await sleep(CALL_MS)
  }
  await Promise.all(running)
  const { sockets } = await descriptors(program.pid)
  console.log(
    `\n${STREAMS} open streams, ${times.length} calls in ${minutes} minutes: ${failures.length} failed, ${ended.count} streams ended; p50 ${median(times).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms; RSS ${before.toFixed(0)} MB, ${withStreams.toFixed(0)} MB with the streams, ${highest.toFixed(0)} MB at most; ${sockets} sockets`,
  )
  if (failures.length > 0) console.log(`  ${[...new Set(failures)].slice(0, 10).join('\n  ')}`)
  const stopping = performance.now()
  program.child.kill('SIGTERM')
  console.log(`  exit code ${await program.ended} ${(performance.now() - stopping).toFixed(0)} ms after SIGTERM`)
}

async function openStream(url, ended) {
  const clientInfo = { name: 'bench', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  })
  await response.text()
  const headers = { accept: 'text/event-stream', 'mcp-session-id': response.headers.get('mcp-session-id') }
  await new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (stream) => {
      if (stream.statusCode !== 200) reject(new Error(`a stream was answered ${stream.statusCode}`))
      stream.resume().on('close', () => {
        ended.count += 1
      })
      resolve()
    })
    asked.on('error', reject).end()
  })
}

const UPLOADS = 10
const MEGABYTES = 200

/** Files of 200 MB whose plans are all started at once; what the uploads cost the server, and how many went at a time. */
export async function measureUploads(script, { folder }) {
  const sandbox = startProcess(script, ['sandbox', '--port', '0'], { cwd: folder })
  const account = await credentialsOf(sandbox)
  const taker = await startTaker(account.HUBSPOT_BASE_URL)
  const env = { ...account, HUBSPOT_BASE_URL: taker.url }
  const program = startProcess(script, ['--http', '--port', '0', '--confirm', 'never'], { cwd: folder, env })
  const url = await listeningUrl(program)
  const planIds = []
  for (let n = 0; n < UPLOADS; n += 1) planIds.push(await planOf(url, await writeRows(folder, n)))
  const before = await rssMb(program.pid)
  let highest = before
  const looking = setInterval(async () => {
    highest = Math.max(highest, await rssMb(program.pid).catch(() => 0))
  }, LOOK_MS / 10)
  const began = performance.now()
  const first = await Promise.all(planIds.map((planId) => start(url, planId)))
  const waiting = first.filter(({ isWaiting }) => isWaiting).length
  const outcomes = await Promise.all(planIds.map((planId) => followed(url, planId)))
  clearInterval(looking)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `\n${UPLOADS} files of ${MEGABYTES} MB started at once: first answers ${first.map(({ outcome }) => outcome).join(' ')}, ${waiting} of them waiting; in the end ${[...new Set(outcomes)].join(', ')} after ${seconds.toFixed(0)} s; ${taker.most()} at a time; RSS ${before.toFixed(0)} MB before, ${highest.toFixed(0)} MB at most`,
  )
  for (const { child } of [program, sandbox]) child.kill('SIGKILL')
  await Promise.all([program.ended, sandbox.ended])
  taker.server.close()
}

/** In front of the sandbox: takes uploads and forgets them, because performing such imports would take all of the computer. */
async function startTaker(target) {
  let [running, most, imports] = [0, 0, 0]
  const server = createServer(async (req, res) => {
    if (req.method !== 'POST' || !req.url.endsWith('/imports')) {
      const { host: _host, connection: _connection, ...headers } = req.headers
      const body = req.method === 'GET' ? undefined : Buffer.concat(await req.toArray())
      const answer = await fetch(new URL(req.url, target), { method: req.method, headers, body })
      res.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()))
      return
    }
    running += 1
    most = Math.max(most, running)
    for await (const _chunk of req);
    running -= 1
    imports += 1
    const now = new Date().toISOString()
    const metadata = { objectLists: [], counters: {}, fileIds: [] }
    const record = { id: String(imports), state: 'STARTED', createdAt: now, updatedAt: now, metadata }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(record))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, most: () => most, url: `http://127.0.0.1:${server.address().port}` }
}

/** What the sandbox prints is what the program is set up with. */
async function credentialsOf({ child }) {
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    const token = /HUBSPOT_ACCESS_TOKEN=(\S+)/.exec(text)?.[1]
    const address = /HUBSPOT_BASE_URL=(\S+)/.exec(text)?.[1]
    if (token !== undefined && address !== undefined) return { HUBSPOT_ACCESS_TOKEN: token, HUBSPOT_BASE_URL: address }
  }
  throw new Error(`the sandbox did not start: ${text}`)
}

async function writeRows(folder, number) {
  const path = join(folder, `large-${number}.csv`)
  const file = await open(path, 'w')
  await file.write(`Email,First Name,Notes\n`)
  let row = 0
  for (let written = 0; written < MEGABYTES * 1024 * 1024; ) {
    let text = ''
    for (; text.length < 1024 * 1024; row += 1)
      text += `person${row}@file${number}.example.com,Ann,${'a note that fills the row '.repeat(12)}\n`
    await file.write(text)
    written += text.length
  }
  await file.close()
  return path
}

async function planOf(url, path) {
  const options = { method: 'PUT', body: createReadStream(path), duplex: 'half' }
  const { file } = await (await fetch(new URL('/files/large.csv', url), options)).json()
  const planned = await httpCall(url, 'propose_mapping', { file, objectTypes: ['contacts'] })
  const planId = /"planId":"(p\d{39})"/.exec(planned.text)?.[1]
  await httpCall(url, 'validate_import', { planId })
  return planId
}

async function start(url, planId) {
  const { text } = await httpCall(url, 'start_import', { planId, acceptFindings: true })
  return { outcome: /"outcome":"(\w+)"/.exec(text)?.[1] ?? text.slice(0, 300), isWaiting: text.includes('"waiting":') }
}

async function followed(url, planId) {
  for (;;) {
    const { outcome } = await start(url, planId)
    if (outcome !== 'uploading') return outcome
    await sleep(LOOK_MS)
  }
}
