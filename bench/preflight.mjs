#!/usr/bin/env node
// Measures the check of a whole contacts file against just reading it: wc, a stream, papaparse, papaparse with the same
// checks, ours on texts, ours on bytes. Each run is a process of its own, two interleaved rounds.
// usage: node bench/preflight.mjs [FILE] [ROWS = 1048576] [MAPPED COLUMNS = 20]      FILE is written where it is missing
import { execFile, fork } from 'node:child_process'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Papa from 'papaparse'
import { COLUMNS, STAGES, STATUSES, writeContacts } from './preflight-file.mjs'

const ROUNDS = 2
const MEGABYTE = 1_000_000
const here = fileURLToPath(import.meta.url)

const WAYS = {
  'read stream': readStream,
  'papaparse reads': papaparseReads,
  'papaparse + checks': papaparseChecks,
  'ours, texts': checkTexts,
  'ours, bytes': checkBytes,
}

if (process.send === undefined) await compare(...process.argv.slice(2))
else process.once('message', measure)

async function compare(path, rowsText = '1048576', mappedText = '20') {
  const [rows, mapped] = [Number(rowsText), Number(mappedText)]
  if (!(rows > 0 && mapped > 0)) throw new Error('usage: node bench/preflight.mjs [FILE] [ROWS] [MAPPED COLUMNS]')
  const file = path ?? join(tmpdir(), `bench-preflight-${rows}.csv`)
  if (!existsSync(file)) await writeContacts(file, rows)
  const folder = await mkdtemp(join(tmpdir(), 'bench-preflight-'))
  try {
    const job = { file, mapped, bundle: await bundle(folder) }
    const runs = new Map(['wc -l', ...Object.keys(WAYS)].map((way) => [way, []]))
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [way, results] of runs)
        results.push(way === 'wc -l' ? await wc(file) : await inProcess({ ...job, way }))
    }
    show(file, mapped, runs)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function show(file, mapped, runs) {
  const { size } = statSync(file)
  const speed = ({ seconds }) => size / MEGABYTE / seconds
  const best = new Map([...runs].map(([way, results]) => [way, results.toSorted((a, b) => a.seconds - b.seconds)[0]]))
  const bare = speed(best.get('papaparse reads'))
  const rows = best.get('ours, bytes').rows
  console.log(`${(size / MEGABYTE).toFixed(0)} MB, ${rows} rows, ${mapped} of ${COLUMNS.length} columns mapped,`)
  console.log(`the better of ${ROUNDS} interleaved runs of each, Node ${process.version}\n`)
  console.log('                       MB/s   × papaparse   CPU s   peak RSS MB   longest block ms   findings')
  for (const [way, result] of best) {
    const { cpu, rss, blocked, findings } = result
    const cells = [
      speed(result).toFixed(0).padStart(8),
      (speed(result) / bare).toFixed(2).padStart(14),
      (cpu?.toFixed(2) ?? '–').padStart(8),
      (rss?.toFixed(0) ?? '–').padStart(14),
      (blocked?.toFixed(0) ?? '–').padStart(19),
      String(findings ?? '–').padStart(11),
    ]
    console.log(way.padEnd(19) + cells.join(''))
  }
}

async function wc(file) {
  const started = performance.now()
  await promisify(execFile)('wc', ['-l', file])
  return { seconds: (performance.now() - started) / 1000 }
}

function inProcess(job) {
  const child = fork(here)
  child.send(job)
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`${job.way} ended with ${code}`)))
  })
}

/** Every way has the same modules loaded: they cost memory. */
async function measure(job) {
  const ours = await import(job.bundle)
  const subject = await planOf(ours, job)
  const blocks = watchBlocks()
  const before = process.cpuUsage()
  const started = performance.now()
  const { rows, findings } = await WAYS[job.way](ours, subject)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const rss = process.resourceUsage().maxRSS / 1024
  process.send({ seconds, cpu: (user + system) / 1e6, rss, blocked: blocks.longest(), rows, findings }, () =>
    process.exit(),
  )
}

/** A timer that should fire every 2 ms tells how long nothing else could run. */
function watchBlocks() {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 2)
    last = now
  }, 2)
  timer.unref()
  return { longest: () => longest }
}

async function readStream(_ours, { path }) {
  for await (const _chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }));
  return {}
}

function papaparse(path, take) {
  return new Promise((resolve, reject) => {
    // The fastest of its streaming modes, with chunks of 64 kB, 256 kB, 1 MB and 4 MB compared.
    Papa.parse(createReadStream(path, { encoding: 'utf8', highWaterMark: 64 * 1024 }), {
      chunk: ({ data }) => take(data),
      complete: resolve,
      error: reject,
    })
  })
}

async function papaparseReads(_ours, { path }) {
  let rows = -1
  await papaparse(path, (data) => {
    rows += data.length
  })
  return { rows }
}

async function papaparseChecks(ours, { path, plan, definitions }) {
  const { scan, findings } = openScan(ours, plan, definitions)
  let line = 0
  await papaparse(path, (data) => {
    for (const cells of data) {
      line += 1
      if (line > 1 && (cells.length > 1 || cells[0] !== '')) scan.row({ cells, line })
    }
  })
  scan.end()
  return { rows: scan.totals.rows, findings: findings() }
}

async function checkTexts(ours, { path, plan, definitions }) {
  const { scan, findings } = openScan(ours, plan, definitions)
  const file = await ours.openFile(path)
  for await (const rows of ours.readRows(file, plan.files[0].dialect)) for (const row of rows) scan.row(row)
  scan.end()
  return { rows: scan.totals.rows, findings: findings() }
}

async function checkBytes({ preflight, openFile }, { path, plan, definitions }) {
  const report = await preflight(plan, definitions, { open: () => openFile(path) })
  return { rows: report.rows, findings: countOf(report.findings) }
}

const countOf = (findings) => findings.reduce((sum, { count }) => sum + count, 0)

function openScan({ createFileScan, createLedger }, plan, definitions) {
  const ledger = createLedger(3)
  const scan = createFileScan({ plan, file: plan.files[0], definitions, ledger, sharedKeys: new Map() })
  return { scan, findings: () => countOf(ledger.counters()) }
}

const option = (text) => ({ label: text, value: text })

const DEFINITIONS = {
  email: { hasUniqueValue: true },
  phone: { fieldType: 'phonenumber' },
  mobilephone: { fieldType: 'phonenumber' },
  birthday: { type: 'date', fieldType: 'date' },
  last_seen: { type: 'datetime', fieldType: 'date' },
  lifecyclestage: { type: 'enumeration', fieldType: 'radio', options: STAGES.map(option) },
  lead_status: { type: 'enumeration', fieldType: 'radio', options: STATUSES.map(option) },
  revenue: { type: 'number', fieldType: 'number' },
  employees: { type: 'number', fieldType: 'number' },
  newsletter: { type: 'bool', fieldType: 'booleancheckbox' },
}

/** Where not all columns are mapped, first those with something to check. */
async function planOf({ openFile, inspectTable, plan, property, OBJECT_TYPES }, { file: path, mapped }) {
  const file = await openFile(path)
  const { dialect, bytes, columns } = await inspectTable(file)
  await file.close()
  const names = COLUMNS.map(([, name]) => name)
  const chosen = new Set([...Object.keys(DEFINITIONS), ...names].filter((name, at, all) => all.indexOf(name) === at))
  const isMapped = (name) => [...chosen].indexOf(name) < mapped
  const properties = names.map((name) =>
    property.parse({ name, label: name, type: 'string', fieldType: 'text', ...DEFINITIONS[name] }),
  )
  return {
    path,
    definitions: {
      source: 'account',
      objectTypes: OBJECT_TYPES,
      properties: new Map([['0-1', properties]]),
      labels: new Map(),
      owners: null,
    },
    plan: plan.parse({
      planId: '0'.repeat(32),
      createdAt: '2026-01-01T00:00:00.000Z',
      environment: 'sandbox',
      portalId: 1,
      name: 'Contacts',
      importOperations: { '0-1': 'UPSERT' },
      dateFormat: 'MONTH_DAY_YEAR',
      files: [
        {
          file: path,
          fileName: 'contacts.csv',
          format: 'csv',
          bytes,
          sha256: '',
          dialect,
          columns: columns.map((column, index) => ({
            ...column,
            objectTypeId: isMapped(names[index]) ? '0-1' : null,
            propertyName: isMapped(names[index]) ? names[index] : null,
            columnType: index === 0 ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD',
          })),
        },
      ],
    }),
  }
}

/** Node 20 cannot read TypeScript: the sources are bundled into one file, packages included. */
async function bundle(folder) {
  const { build } = await import('esbuild')
  const outfile = join(folder, 'preflight.mjs')
  await build({
    stdin: {
      contents: `
        export { preflight } from './src/import/preflight.ts'
        export { createFileScan } from './src/import/preflight/scan-file.ts'
        export { createLedger } from './src/import/preflight/ledger.ts'
        export { plan } from './src/import/plan.ts'
        export { openFile } from './src/table/open-file.ts'
        export { inspectTable } from './src/table/inspect-table.ts'
        export { readRows } from './src/table/read-rows.ts'
        export { property } from './src/hubspot/property.ts'
        export { OBJECT_TYPES } from './src/hubspot/object-types.ts'`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" },
    logLevel: 'warning',
  })
  return outfile
}
