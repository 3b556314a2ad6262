import process from 'node:process'
import type { Io } from '../../src/cli/io.ts'
import { type Config, loadConfig } from '../../src/config.ts'

export interface FakeIo extends Io {
  /** What was written on stdout and stderr. */
  out(): string
  err(): string
  abort(): void
}

/** A terminal that keeps what is written. */
export function fakeIo(terminal: Partial<Pick<Io, 'isTTY' | 'columns' | 'color'>> = {}): FakeIo {
  const out: string[] = []
  const err: string[] = []
  const stopped = new AbortController()
  return {
    write: (text) => out.push(text),
    writeError: (text) => err.push(text),
    isTTY: false,
    columns: 80,
    color: false,
    ...terminal,
    signal: stopped.signal,
    execPath: process.execPath,
    script: '/nowhere/main.js',
    out: () => out.join(''),
    err: () => err.join(''),
    abort: () => stopped.abort(),
  }
}

/** The configuration of a command line, run in `folder`. */
export function configOf(line: readonly string[], folder: string, env: Record<string, string> = {}): Config {
  return loadConfig(line, env, {
    workingFolder: folder,
    homeFolder: '/home/nobody',
    tempFolder: `${folder}/temp`,
    platform: 'linux',
  })
}
