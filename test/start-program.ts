import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built program: `npm test` builds it first. */
export const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export interface Program {
  child: ChildProcess
  /** Everything written so far. */
  stdout(): string
  stderr(): string
  send(...messages: unknown[]): void
  /** Resolves with the exit code. */
  ended: Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts the program in an empty folder, with an environment of its own. */
export async function startProgram(flags: readonly string[], env: Record<string, string> = {}): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-program-'))
  const child = spawn(process.execPath, [PROGRAM, ...flags], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    texts.stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    texts.stderr += String(chunk)
  })
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    send: (...messages) => {
      for (const message of messages) {
        child.stdin.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`)
      }
    },
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
