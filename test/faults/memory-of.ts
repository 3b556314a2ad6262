import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Resident memory of a running process in MB; 0 where the system does not tell it in /proc. */
export const memoryOf = (program: { child: ChildProcess }): Promise<number> => megabytesOf('VmRSS', program)

/** The most that it ever was. */
export const peakMemoryOf = (program: { child: ChildProcess }): Promise<number> => megabytesOf('VmHWM', program)

async function megabytesOf(field: string, { child }: { child: ChildProcess }): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
}

/** MB of this process that are in use after a collection: of JavaScript, and of what it has elsewhere. */
export function memoryInUse(): { heap: number; external: number } {
  setFlagsFromString('--expose-gc')
  const collectGarbage: unknown = runInNewContext('gc')
  if (typeof collectGarbage === 'function') for (let turn = 0; turn < 3; turn += 1) collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return { heap: heapUsed / 2 ** 20, external: external / 2 ** 20 }
}
