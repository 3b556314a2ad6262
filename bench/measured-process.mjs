// A program that is measured from outside: CPU, memory, file descriptors, sockets (Linux), and what it answers.
import { spawn } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createInterface } from 'node:readline'

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
}

export function startProcess(script, flags, { cwd, env = {} }) {
  const child = spawn(process.execPath, [script, ...flags], { cwd, stdio: 'pipe', env: { ...process.env, ...env } })
  const stderr = []
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line))
  return { child, stderr, pid: child.pid, ended: new Promise((resolve) => child.once('close', resolve)) }
}

/** JSON-RPC over stdio; every answer is led back to its id, and one that nobody asked for is counted. */
export function stdioClient({ child }) {
  const waiting = new Map()
  const strays = []
  let lastId = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line)
    const answered = waiting.get(message.id)
    if (answered === undefined) return strays.push(message)
    waiting.delete(message.id)
    answered(message)
  })
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const request = (method, params = {}) => {
    lastId += 1
    const id = lastId
    const answer = new Promise((resolve) => waiting.set(id, resolve))
    send({ id, method, params })
    return Object.assign(answer, { id })
  }
  return {
    strays,
    notify: (method, params) => send({ method, params }),
    request,
    call: (name, args = {}) => request('tools/call', { name, arguments: args }),
    async initialize() {
      await request('initialize', INITIALIZE)
      send({ method: 'notifications/initialized' })
    },
  }
}

/** One call in a POST of its own, without a session. */
export async function httpCall(url, name, args = {}, signal) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } })
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  return { status: response.status, text: await response.text() }
}

export async function listeningUrl({ stderr, child }) {
  for (;;) {
    const line = stderr.find((each) => each.includes('"listening"'))
    if (line !== undefined) return JSON.parse(line).url
    if (child.exitCode !== null) throw new Error(stderr.join('\n'))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export async function cpuMs(pid) {
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')))
  return times.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6
}

export async function rssMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

export async function descriptors(pid) {
  const names = await readdir(`/proc/${pid}/fd`)
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  return { all: targets.length, sockets: targets.filter((target) => target.startsWith('socket:')).length }
}

export function median(values) {
  return quantile(values, 0.5)
}

export function quantile(values, share) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
