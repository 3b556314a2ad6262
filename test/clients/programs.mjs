// Programs of others, run as their users run them: through npx, not installed with this project.
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** A folder that is kept between runs. */
export const kept = (name) => join(tmpdir(), 'hubspot-import-clients', name)

/**
 * The path of a Node of that major version; installed once, and looked at each time: `npx -p node@24 node` runs the Node of
 * the system when npm's cache holds the package without its binary, and nothing says so.
 */
export async function nodeOf(major) {
  const folder = kept(`node-${major}`)
  const path = join(folder, 'node_modules', 'node', 'bin', 'node')
  const isRight = async () => (await versionOf(path)).startsWith(`v${major}.`)
  if (await isRight()) return path
  await install(folder, [`node@${major}`])
  if (await isRight()) return path
  throw new Error(`Node ${major} cannot be installed in ${folder}.`)
}

const versionOf = async (node) => {
  const { stdout } = await outputOf(node, ['--version']).catch(() => ({ stdout: '' }))
  return stdout
}

/** Packages as `NAME@VERSION`, in a folder of their own that is not this project. */
export async function install(folder, packages) {
  await mkdir(folder, { recursive: true })
  const flags = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
  const { code, stderr } = await outputOf('npm', ['install', ...flags, ...packages])
  if (code !== 0) throw new Error(`${packages.join(', ')} cannot be installed: ${stderr}`)
}

/** Runs a command of a package with the given Node. */
export function npx(node, wanted, [command, ...args], { env = {}, ...options } = {}) {
  const path = [dirname(node), process.env.PATH].join(delimiter)
  const flags = ['--yes', '--loglevel=error', '-p', wanted, command, ...args]
  return outputOf('npx', flags, { ...options, env: { ...process.env, ...env, PATH: path } })
}

/** @returns {Promise<{ code: number | null, stdout: string, stderr: string }>} */
export function outputOf(command, args, { timeoutMs = 120_000, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, ...options })
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', (chunk) => {
        texts[name] += String(chunk)
      })
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...texts }))
  })
}

/** A server over HTTP, from its log line "listening" on. */
export async function startServer(node, args) {
  const child = spawn(node, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const told = []
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      told.push(line)
      const listening = /"msg":"listening".*"url":"([^"]+)"/.exec(line)
      if (listening !== null) resolve(listening[1])
    })
    child.once('close', () => reject(new Error(`The server did not start:\n${told.join('\n')}`)))
  })
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await closed
    },
  }
}
