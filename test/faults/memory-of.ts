import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Resident memory of a running process in MB; 0 where the system does not tell it in /proc. */
export const memoryOf = (program: { child: ChildProcess }): Promise<number> => megabytesOf('VmRSS', program)

/** The most that it ever was. */
export const peakMemoryOf = (program: { child: ChildProcess }): Promise<number> => megabytesOf('VmHWM', program)

async function megabytesOf(field: string, { child }: { child: ChildProcess }): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
}
