import process from 'node:process'
import type { Io } from '../../src/cli/io.ts'
import { Stopped, type StopSignal } from '../../src/cli/stopped.ts'
import { type Config, loadConfig } from '../../src/config.ts'

export interface FakeIo extends Io {
  /** What was written on stdout and stderr. */
  out(): string
  err(): string
  stop(by?: StopSignal): void
}

/** A terminal that keeps what is written. */
export function fakeIo(terminal: Partial<Pick<Io, 'errorIsTTY' | 'columns' | 'color' | 'nodeVersion'>> = {}): FakeIo {
  const out: string[] = []
  const err: string[] = []
  const stopped = new AbortController()
  return {
    write: (text) => out.push(text),
    writeError: (text) => err.push(text),
    errorIsTTY: false,
    columns: 80,
    color: false,
    signal: stopped.signal,
    execPath: process.execPath,
    nodeVersion: process.version,
    script: '/nowhere/main.js',
    ...terminal,
    out: () => out.join(''),
    err: () => err.join(''),
    stop: (by = 'SIGINT') => stopped.abort(new Stopped(by)),
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
