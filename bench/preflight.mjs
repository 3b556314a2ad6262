#!/usr/bin/env node
// Measures the check of a whole contacts file against just reading it: wc, a native parser (where there is a C compiler),
// a stream, papaparse, papaparse with the same checks, ours on texts, ours on bytes. Each run is a process of its own;
// the rounds are interleaved.
// usage: node bench/preflight.mjs [--file FILE] [--rows 1048576] [--columns 20] [--rounds 3] [--only WAY,…]
//        FILE is written where it is missing; --columns: so many of the 20 are mapped
import { execFile, fork } from 'node:child_process'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import Papa from 'papaparse'
import { COLUMNS, STAGES, STATUSES, writeContacts } from './preflight-file.mjs'

const MEGABYTE = 1_000_000
const here = fileURLToPath(import.meta.url)
const run = promisify(execFile)

/** Programs of their own. */
const PROGRAMS = { 'wc -l': wc, 'native parser': nativeParser }

const WAYS = {
  'read stream': readStream,
  'papaparse reads': papaparseReads,
  'papaparse + checks': papaparseChecks,
  'ours on texts': checkTexts,
  'ours on bytes': checkBytes,
  'ours cancelled': cancelCheck,
}

async function compare() {
  const { values } = parseArgs({
    options: {
      file: { type: 'string' },
      rows: { type: 'string', default: '1048576' },
      columns: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  })
  const [rows, mapped, rounds] = [values.rows, values.columns, values.rounds].map(Number)
  if (!(rows > 0 && mapped > 0 && rounds > 0)) throw new Error('--rows, --columns and --rounds are numbers above 0')
  const file = values.file ?? join(tmpdir(), `bench-preflight-${rows}.csv`)
  if (!existsSync(file)) await writeContacts(file, rows)
  const folder = await mkdtemp(join(tmpdir(), 'bench-preflight-'))
  try {
    const job = { file, mapped, bundle: await bundle(folder) }
    const all = [...Object.keys(PROGRAMS), ...Object.keys(WAYS)]
    const ways = values.only === undefined ? all : all.filter((way) => values.only.split(',').includes(way))
    const runs = new Map(ways.map((way) => [way, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const [way, results] of runs) {
        const result = way in PROGRAMS ? await PROGRAMS[way](file, folder) : await inProcess({ ...job, way })
        if (result !== null) results.push(result)
      }
    }
    show({ file, mapped, rounds }, runs)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function show({ file, mapped, rounds }, runs) {
  const { size } = statSync(file)
  const speed = ({ seconds }) => size / MEGABYTE / seconds
  const best = new Map(
    [...runs]
      .filter(([, results]) => results.length > 0)
      .map(([way, results]) => [way, results.toSorted((a, b) => a.seconds - b.seconds)[0]]),
  )
  const against = (way, result) => (best.has(way) ? (speed(result) / speed(best.get(way))).toFixed(2) : '–')
  const rows = best.get('ours on bytes')?.rows ?? '?'
  console.log(`${(size / MEGABYTE).toFixed(0)} MB, ${rows} rows, ${mapped} of ${COLUMNS.length} columns mapped,`)
  console.log(`the best of ${rounds} interleaved runs of each, Node ${process.version}\n`)
  console.log('                        MB/s   × reads   × checks   CPU s   peak RSS MB   longest block ms   findings')
  for (const [way, result] of best) {
    if (result.cancelled !== undefined) continue
    const { cpu, rss, blocked, findings } = result
    const cells = [
      speed(result).toFixed(0).padStart(8),
      against('papaparse reads', result).padStart(10),
      against('papaparse + checks', result).padStart(11),
      (cpu?.toFixed(2) ?? '–').padStart(8),
      (rss?.toFixed(0) ?? '–').padStart(14),
      (blocked?.toFixed(0) ?? '–').padStart(19),
      String(findings ?? '–').padStart(11),
    ]
    console.log(way.padEnd(20) + cells.join(''))
  }
  console.log(
    '\n× reads: against papaparse that only reads the rows; × checks: against papaparse with the same checks on strings',
  )
  const report = best.get('ours on bytes')
  if (report?.longestSilence !== undefined)
    console.log(`ours on bytes: the longest time without progress was ${report.longestSilence.toFixed(0)} ms`)
  const cancelled = runs.get('ours cancelled')?.map((result) => result.cancelled) ?? []
  if (cancelled.length > 0)
    console.log(`cancelled half-way: given up after ${Math.max(...cancelled).toFixed(0)} ms at most`)
}

async function wc(file) {
  const started = performance.now()
  await run('wc', ['-l', file])
  return { seconds: (performance.now() - started) / 1000 }
}

/** null: there is no C compiler. */
async function nativeParser(file, folder) {
  const program = join(folder, 'native')
  if (!existsSync(program)) {
    const source = fileURLToPath(new URL('preflight-native.c', import.meta.url))
    const isBuilt = await run('cc', ['-O3', '-march=native', source, '-o', program]).then(
      () => true,
      () => false,
    )
    if (!isBuilt) return null
  }
  const started = performance.now()
  const { stdout } = await run(program, [file])
  return { seconds: (performance.now() - started) / 1000, rss: Number(stdout.split(' ')[2]) / 1024 }
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
  const { rows, findings, ...more } = await WAYS[job.way](ours, subject)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const rss = process.resourceUsage().maxRSS / 1024
  const blocked = blocks.longest()
  process.send({ seconds, cpu: (user + system) / 1e6, rss, blocked, rows, findings, ...more }, () => process.exit())
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
  const { scan, findings } = await openScan(ours, plan, definitions)
  let line = 0
  await papaparse(path, (data) => {
    for (const cells of data) {
      line += 1
      if (line > 1 && (cells.length > 1 || cells[0] !== '')) scan.row({ cells, line })
    }
  })
  scan.end()
  scan.conclude()
  return { rows: scan.totals.rows, findings: findings() }
}

async function checkTexts(ours, { path, plan, definitions }) {
  const { scan, findings } = await openScan(ours, plan, definitions)
  const file = await ours.openFile(path)
  for await (const rows of ours.readRows(file, plan.files[0].dialect)) for (const row of rows) scan.row(row)
  scan.end()
  scan.conclude()
  return { rows: scan.totals.rows, findings: findings() }
}

async function checkBytes({ preflight, openFile }, { path, plan, definitions }) {
  let last = performance.now()
  let longestSilence = 0
  const tell = () => {
    longestSilence = Math.max(longestSilence, performance.now() - last)
    last = performance.now()
  }
  const report = await preflight(plan, definitions, { open: () => openFile(path), report: tell })
  return { rows: report.rows, findings: countOf(report.findings), longestSilence }
}

/** Cancels when half of the file is read. */
async function cancelCheck({ preflight, openFile }, { path, plan, definitions }) {
  const controller = new AbortController()
  let aborted = 0
  const report = ({ bytes, totalBytes }) => {
    if (bytes < totalBytes / 2 || aborted > 0) return
    setTimeout(() => {
      aborted = performance.now()
      controller.abort()
    })
  }
  const options = { open: () => openFile(path), report, signal: controller.signal }
  await preflight(plan, definitions, options).catch((error) => {
    if (!controller.signal.aborted) throw error
  })
  return { cancelled: aborted === 0 ? undefined : performance.now() - aborted }
}

const countOf = (findings) => findings.reduce((sum, { count }) => sum + count, 0)

async function openScan({ createFileScan, createLedger, repairTools }, plan, definitions) {
  const ledger = createLedger(3)
  const scan = createFileScan({
    plan,
    file: plan.files[0],
    definitions,
    ledger,
    repairTools: await repairTools(plan.files, definitions, true),
    sharedKeys: new Map(),
    account: null,
  })
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
      validations: new Map(),
      owners: null,
    },
    plan: plan.parse({
      planId: `p${'0'.repeat(39)}`,
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
        export { repairTools } from './src/import/repair.ts'
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

if (process.send === undefined) await compare()
else process.once('message', measure)
