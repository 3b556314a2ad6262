// How soon the program answers, against a server with nothing but the SDK, bundled the same way, and against Node alone.
// Interleaved runs, medians; what the system cannot tell (CPU and memory outside Linux) is left out.
//   node bench/start.mjs [RUNS]
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundle } from '../scripts/bundle.mjs'

const RUNS = Number(process.argv[2] ?? 21)

const BARE_SERVER = `
  import { McpServer } from '@modelcontextprotocol/server'
  import { serveStdio } from '@modelcontextprotocol/server/stdio'
  import * as z from 'zod'

  serveStdio(() => {
    const server = new McpServer({ name: 'bare', version: '1.0.0' })
    const inputSchema = z.strictObject({ text: z.string() })
    server.registerTool('echo', { description: 'Gives the text back.', inputSchema }, ({ text }) => ({
      content: [{ type: 'text', text }],
    }))
    return server
  })
`

const NODE_ALONE = `
  process.stdin.on('data', (chunk) => {
    for (const line of String(chunk).split('\\n').filter(Boolean)) {
      const { id } = JSON.parse(line)
      if (id !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: {} }) + '\\n')
    }
  })
`

const initialize = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
}
const QUESTIONS = [initialize, { method: 'tools/list', params: {} }]
const FIGURES = ['wall ms', 'CPU ms', 'RSS MB']

const folder = await mkdtemp(join(tmpdir(), 'bench-start-'))
try {
  const programs = await preparePrograms()
  const samples = Object.fromEntries(Object.keys(programs).map((name) => [name, []]))
  for (let run = -1; run < RUNS; run += 1) {
    for (const [name, script] of inTurn(Object.entries(programs), run)) {
      const answers = await start(script)
      if (run >= 0) samples[name].push(answers)
    }
  }
  report(samples)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function preparePrograms() {
  const resolveDir = fileURLToPath(new URL('..', import.meta.url))
  const { text } = await bundle({ contents: BARE_SERVER, resolveDir })
  const [bare, alone] = [join(folder, 'bare.mjs'), join(folder, 'alone.mjs')]
  await writeFile(bare, text)
  await writeFile(alone, NODE_ALONE)
  return { 'Node alone': alone, 'bare SDK': bare, 'dist/main.js': join(resolveDir, 'dist/main.js') }
}

/** Another one begins in every run. */
function inTurn(items, run) {
  const first = (run + items.length) % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

/** One process from its start to the last answer; what was used until each answer. */
async function start(script) {
  const began = performance.now()
  const child = spawn(process.execPath, [script], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answers = []
  for (const [id, question] of QUESTIONS.entries()) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...question })}\n`)
    const { value } = await lines.next()
    answers.push([performance.now() - began, ...(await usageOf(child.pid))])
    if (JSON.parse(value).result === undefined) throw new Error(`${script} answered ${value}`)
    if (id === 0) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  }
  child.kill('SIGKILL')
  return answers
}

/** CPU time of all threads and resident memory. */
async function usageOf(pid) {
  if (process.platform !== 'linux') return []
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')))
  const nanoseconds = times.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0)
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return [nanoseconds / 1e6, Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024]
}

function report(samples) {
  console.log(`Node ${process.version}, ${process.platform}; medians of ${RUNS} interleaved runs`)
  for (const [place, { method }] of QUESTIONS.entries()) {
    console.log(`\nuntil the answer of ${method}`)
    const medians = Object.entries(samples).map(([name, runs]) => [
      name,
      FIGURES.map((_, figure) => median(runs.map((answers) => answers[place][figure]))),
    ])
    const [, bare] = medians.find(([name]) => name === 'bare SDK')
    for (const [name, figures] of medians) console.log(`  ${name.padEnd(14)}${tellFigures(figures, bare)}`)
  }
}

function tellFigures(figures, bare) {
  return figures
    .map((figure, place) => [figure, figure / bare[place], FIGURES[place]])
    .filter(([figure]) => Number.isFinite(figure))
    .map(([figure, ratio, unit]) => `${figure.toFixed(0).padStart(6)} ${unit} (${ratio.toFixed(2)} ×)`)
    .join('')
}

function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
