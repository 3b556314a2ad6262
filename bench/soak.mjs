// A long mixed run: reads, uploads, imports, refusals and calls that are given up, about ten a second unless told. With twice as
// many the rate limit of HubSpot is reached, and what waits for it is measured. What comes in the warm-up does not count: V8
// compiles meanwhile, and its heap and malloc find their size. The sandbox is another process, as HubSpot is, so that what is
// measured is the server alone.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptors, httpCall, listeningUrl, median, rssMb, startProcess, stdioClient } from './measured-process.mjs'

const LOOK_MS = 5000

export async function soak(script, { minutes, warmUp, every, folder, transport }) {
  const sandbox = startProcess(script, ['sandbox', '--port', '0'], { cwd: folder })
  const env = await sandboxEnvironment(sandbox)
  const flags = [
    ...(transport === 'http' ? ['--http', '--port', '0'] : []),
    '--confirm',
    'never',
    '--state-dir',
    'state',
  ]
  const program = startProcess(script, flags, { cwd: folder, env })
  const server = await SERVERS[transport](program, folder)
  const counts = new Map()
  const looks = []
  const began = performance.now()
  const until = began + (warmUp + minutes) * 60_000
  let turn = 0
  let nextLook = began
  const running = new Set()
  while (performance.now() < until) {
    const work = WORK[turn % WORK.length]
    const done = work(server, turn)
      .catch((error) => `${work.name}: ${error.message}`)
      .then((outcome) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1))
    running.add(done)
    done.finally(() => running.delete(done))
    turn += 1
    if (performance.now() >= nextLook) {
      looks.push(await look(program, server, (performance.now() - began) / 60_000))
      nextLook += LOOK_MS
    }
    await sleep(every)
  }
  await Promise.all(running)
  looks.push(await look(program, server, (performance.now() - began) / 60_000))
  program.child.kill('SIGTERM')
  const code = await program.ended
  sandbox.child.kill('SIGTERM')
  report({ transport, minutes, warmUp, looks, counts, stderr: program.stderr, code })
}

/** As it tells people to use it. */
async function sandboxEnvironment({ child }) {
  let text = ''
  for await (const chunk of child.stdout) {
    text += chunk
    const [, url, token] = /HUBSPOT_BASE_URL=(\S+) HUBSPOT_ACCESS_TOKEN=(\S+)/.exec(text) ?? []
    if (token !== undefined) return { HUBSPOT_BASE_URL: url, HUBSPOT_ACCESS_TOKEN: token }
  }
  throw new Error('The sandbox did not start.')
}

/** What can be asked of a server, whatever leads to it. `call` gives undefined for one that was given up. */
const SERVERS = {
  async http(program) {
    const url = await listeningUrl(program)
    return {
      call: (tool, args) => httpCall(url, tool, args),
      giveUp: (tool, args) =>
        httpCall(url, tool, args, AbortSignal.timeout(5)).then(
          () => 'given up: too late',
          () => 'given up',
        ),
      async file(name, body) {
        const response = await fetch(new URL(`/files/${name}`, url), { method: 'PUT', body })
        const text = await response.text()
        if (!response.ok) throw new Error(`${response.status} ${text.slice(0, 200)}`)
        return JSON.parse(text).file
      },
      async cutFile() {
        const signal = AbortSignal.timeout(10)
        const body = new ReadableStream({
          async pull(controller) {
            if (signal.aborted) return controller.close()
            controller.enqueue(new TextEncoder().encode('Email\na@example.com\n'))
            await sleep(5)
          },
        })
        await fetch(new URL('/files/cut.csv', url), { method: 'PUT', body, duplex: 'half', signal }).catch(
          () => undefined,
        )
      },
      metrics: async () => (await fetch(new URL('/metrics', url))).text(),
    }
  },
  async stdio(program, folder) {
    const client = stdioClient(program)
    await client.initialize()
    const call = async (tool, args) => ({ text: JSON.stringify(await client.call(tool, args)) })
    return {
      call,
      async giveUp(tool, args) {
        const { id } = client.call(tool, args)
        client.notify('notifications/cancelled', { requestId: id, reason: 'given up' })
        return 'given up'
      },
      async file(name, body) {
        await writeFile(join(folder, name), body)
        return name
      },
      cutFile: async () => undefined,
      metrics: async () => '',
    }
  },
}

async function look({ pid }, server, minute) {
  const metrics = await server.metrics()
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

/** With the code of the error, or the whole answer of one that is no result at all. */
const okOrError = ({ text }) => {
  if (text.includes('"isError":true')) return `error ${/"text":"(\w+):/.exec(text)?.[1]}`
  return text.includes('"result"') ? 'ok' : text.slice(0, 200)
}

const WORK = [
  async function list(server) {
    return `list_imports ${okOrError(await server.call('list_imports', {}))}`
  },
  async function refused(server) {
    return `refused arguments ${isError(await server.call('get_import', { imprtId: '1' })) ? 'ok' : 'wrong'}`
  },
  async function upload(server, turn) {
    const file = await server.file(`people${turn % 50}.csv`, `Email,First Name\nperson${turn}@example.com,Ann\n`)
    return `inspect_file ${okOrError(await server.call('inspect_file', { file }))}`
  },
  (server) => server.giveUp('list_properties', { objectType: 'contacts' }),
  async function cutUpload(server) {
    await server.cutFile()
    return 'upload cut off'
  },
  async function unknown(server) {
    return `unknown plan ${isError(await server.call('validate_import', { planId: `p${'0'.repeat(39)}` })) ? 'ok' : 'wrong'}`
  },
  async function wholeImport(server, turn) {
    if (turn % 21 !== 6) return `check_connection ${okOrError(await server.call('check_connection', {}))}`
    const file = await server.file(`imported${turn}.csv`, `Email,First Name\nimported${turn}@example.com,Ann\n`)
    const planned = await server.call('propose_mapping', { file, objectTypes: ['contacts'] })
    const planId = /"planId\\?":\s*\\?"(p\d{39})/.exec(planned.text)?.[1]
    const started = await server.call('start_import', { planId })
    return `import ${/"outcome\\?":\s*\\?"(\w+)/.exec(started.text)?.[1] ?? okOrError(planId === undefined ? planned : started)}`
  },
]

function report({ transport, minutes, warmUp, looks, counts, stderr, code }) {
  const settled = looks.filter(({ minute }) => minute >= warmUp)
  const edge = Math.max(1, Math.floor(settled.length / 10))
  const change = (name) =>
    median(settled.slice(-edge).map((one) => one[name])) - median(settled.slice(0, edge).map((one) => one[name]))
  console.log(
    `\n${minutes} minutes over ${transport} after ${warmUp} of warm-up, ${[...counts.values()].reduce((sum, count) => sum + count, 0)} pieces of work; exit code ${code}`,
  )
  for (const [outcome, count] of [...counts].sort()) console.log(`  ${outcome}: ${count}`)
  const tenMinutes = (name) => (slope(settled, name) * 10).toFixed(1)
  console.log(
    `  RSS ${median(settled.map(({ rss }) => rss)).toFixed(0)} MB, slope ${tenMinutes('rss')} MB in 10 minutes`,
  )
  console.log(`  RSS minute by minute: ${byMinute(looks).join(' ')}`)
  console.log(`  descriptors ${change('all')}, sockets ${change('sockets')} more at the end than after the warm-up`)
  // As the server tells over HTTP.
  if (transport === 'http')
    console.log(`  heap slope ${tenMinutes('heap')} MB in 10 minutes; handles ${change('handles')} more at the end`)
  console.log(
    `  unhandled rejections ${stderr.filter((line) => line.includes('unhandled rejection')).length}, errors in the log ${stderr.filter((line) => line.includes('"level":"error"')).length}`,
  )
}

function byMinute(looks) {
  const minutes = [...new Set(looks.map(({ minute }) => Math.floor(minute)))]
  const of = (minute) => looks.filter((one) => Math.floor(one.minute) === minute)
  return minutes.map((minute) => median(of(minute).map(({ rss }) => rss)).toFixed(0))
}

/** By least squares, a minute. */
function slope(looks, name) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(looks.map(({ minute }) => minute)), mean(looks.map((one) => one[name]))]
  const over = looks.reduce((sum, one) => sum + (one.minute - x) * (one[name] - y), 0)
  return over / looks.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}
