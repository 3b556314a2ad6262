import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Resident memory of a running process in MB; 0 where the system does not tell it in /proc. */
export async function memoryOf({ child }: { child: ChildProcess }): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}
