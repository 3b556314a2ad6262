// A long mixed run over HTTP: reads, uploads, imports, refusals and calls that are given up, about ten a second.
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptors, httpCall, listeningUrl, median, rssMb, startProcess } from './measured-process.mjs'

const EVERY_MS = 100
const LOOK_MS = 5000
const WARM_UP = 0.2

export async function soak(script, { minutes, folder }) {
  const program = startProcess(script, ['--http', '--sandbox', '--port', '0'], { cwd: folder })
  const url = await listeningUrl(program)
  const counts = new Map()
  const looks = []
  const began = performance.now()
  const until = began + minutes * 60_000
  let turn = 0
  let nextLook = began
  const running = new Set()
  while (performance.now() < until) {
    const work = WORK[turn % WORK.length]
    const done = work(url, turn)
      .catch((error) => `${work.name}: ${error.name}`)
      .then((outcome) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1))
    running.add(done)
    done.finally(() => running.delete(done))
    turn += 1
    if (performance.now() >= nextLook) {
      looks.push(await look(program, url, (performance.now() - began) / 60_000))
      nextLook += LOOK_MS
    }
    await sleep(EVERY_MS)
  }
  await Promise.all(running)
  looks.push(await look(program, url, (performance.now() - began) / 60_000))
  program.child.kill('SIGTERM')
  const code = await program.ended
  report({ minutes, looks, counts, stderr: program.stderr, code })
}

async function look({ pid }, url, minute) {
  const metrics = await (await fetch(new URL('/metrics', url))).text()
  const figure = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1])
  const { all, sockets } = await descriptors(pid)
  return {
    minute,
    rss: await rssMb(pid),
    all,
    sockets,
    handles: figure('nodejs_active_handles_total'),
    heap: figure('nodejs_heap_size_used_bytes') / 1048576,
  }
}

const isError = ({ text }) => text.includes('"isError":true')

const WORK = [
  async function list(url) {
    return `list_imports ${isError(await httpCall(url, 'list_imports', {})) ? 'error' : 'ok'}`
  },
  async function refused(url) {
    return `refused arguments ${isError(await httpCall(url, 'get_import', { imprtId: '1' })) ? 'ok' : 'wrong'}`
  },
  async function upload(url, turn) {
    const body = `Email,First Name\nperson${turn}@example.com,Ann\n`
    const response = await fetch(new URL('/files/people.csv', url), { method: 'PUT', body })
    return `upload ${response.status}`
  },
  async function givenUp(url) {
    const signal = AbortSignal.timeout(5)
    return await httpCall(url, 'list_properties', { objectType: 'contacts' }, signal).then(
      () => 'given up: too late',
      () => 'given up',
    )
  },
  async function cutUpload(url) {
    const signal = AbortSignal.timeout(10)
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode('Email\na@example.com\n'))
        await sleep(5)
      },
    })
    await fetch(new URL('/files/cut.csv', url), { method: 'PUT', body, duplex: 'half', signal }).catch(() => undefined)
    return 'upload cut off'
  },
  async function unknown(url) {
    return `unknown plan ${isError(await httpCall(url, 'validate_import', { planId: '0'.repeat(32) })) ? 'ok' : 'wrong'}`
  },
  async function wholeImport(url, turn) {
    if (turn % 21 !== 6)
      return `check_connection ${isError(await httpCall(url, 'check_connection', {})) ? 'error' : 'ok'}`
    const body = `Email,First Name\nimported${turn}@example.com,Ann\n`
    const { file } = await (await fetch(new URL('/files/people.csv', url), { method: 'PUT', body })).json()
    const planned = await httpCall(url, 'propose_mapping', { file, objectTypes: ['contacts'] })
    const planId = /"planId":"([0-9a-f]{32})"/.exec(planned.text)?.[1]
    const started = await httpCall(url, 'start_import', { planId })
    return `import ${/"outcome":"(\w+)"/.exec(started.text)?.[1] ?? 'error'}`
  },
]

function report({ minutes, looks, counts, stderr, code }) {
  const settled = looks.filter(({ minute }) => minute >= minutes * WARM_UP)
  const edge = Math.max(1, Math.floor(settled.length / 10))
  const change = (name) =>
    median(settled.slice(-edge).map((one) => one[name])) - median(settled.slice(0, edge).map((one) => one[name]))
  console.log(
    `\n${minutes} minutes, ${[...counts.values()].reduce((sum, count) => sum + count, 0)} pieces of work; exit code ${code}`,
  )
  for (const [outcome, count] of [...counts].sort()) console.log(`  ${outcome}: ${count}`)
  console.log(
    `  RSS ${median(settled.map(({ rss }) => rss)).toFixed(0)} MB, slope ${(slope(settled, 'rss') * 10).toFixed(1)} MB in 10 minutes after the first fifth; heap slope ${(slope(settled, 'heap') * 10).toFixed(1)} MB`,
  )
  console.log(
    `  descriptors ${change('all')}, sockets ${change('sockets')}, handles ${change('handles')} more at the end than after the warm-up`,
  )
  console.log(
    `  unhandled rejections ${stderr.filter((line) => line.includes('unhandled rejection')).length}, errors in the log ${stderr.filter((line) => line.includes('"level":"error"')).length}`,
  )
}

/** By least squares, a minute. */
function slope(looks, name) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(looks.map(({ minute }) => minute)), mean(looks.map((one) => one[name]))]
  const over = looks.reduce((sum, one) => sum + (one.minute - x) * (one[name] - y), 0)
  return over / looks.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}
