import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { call, NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type BreakingProxy, startBreakingProxy } from './breaking-proxy.ts'
import { ONCE_LIMITS } from './once-limits.ts'
import { quickClock, type ServerProcess, startServer, writeServer } from './server-process.ts'

/** An import that HubSpot has. */
export interface HeldImport {
  importId: string
  importName: string
  /** By its name; 1 where it is not one of several. */
  part: number
}

/** Processes on one state folder, a network between them and HubSpot that can be broken, and HubSpot itself. */
export interface OnceRig {
  sandbox: Sandbox
  proxy: BreakingProxy
  stateDir: string
  /** Two processes; those that were killed are replaced. */
  processes(): Promise<readonly [ServerProcess, ServerProcess]>
  writeFile(name: string, text: string): Promise<void>
  /** What HubSpot really has of the file of this name, newest first. */
  held(name: string): Promise<HeldImport[]>
  /** Number of the part that has this name. */
  partOf(importName: string): number
  /** Numbers of the rows that were uploaded for an import. Waits until HubSpot has worked on it. */
  rowsOf(importId: string): Promise<number[]>
  /** All imports that HubSpot has of files whose names begin so. */
  countHeld(prefix: string): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

const listed = z.object({
  results: z.array(z.object({ id: z.string(), importName: z.string() })),
  paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
})

/** `way`: `right`, or how the processes start imports instead; see wrong-ways.ts. */
export async function openOnceRig(way: string): Promise<OnceRig> {
  const root = await mkdtemp(join(tmpdir(), 'once-'))
  const [folder, stateDir] = [join(root, 'files'), join(root, 'state')]
  await mkdir(folder)
  const rows = new Map<string, number[]>()
  const sandbox = await startSandbox({
    rateLimits: NO_RATE_LIMITS,
    importLimits: ONCE_LIMITS,
    clock: quickClock(),
    async runImport({ importId, files: [file] }) {
      const text = await readFile(file?.path ?? '', 'utf8')
      rows.set(
        importId,
        [...text.matchAll(/-(\d+)@/g)].map(([, row]) => Number(row)),
      )
      return { state: 'DONE', counters: {} }
    },
  })
  const proxy = await startBreakingProxy(sandbox.url)
  const program = await writeServer(root)
  const flags = ['--base-url', proxy.url, '--allow-dir', folder, '--state-dir', stateDir, '--confirm', 'never']
  const quick = ['--retry-interval', '0.01', '--no-circuit-breaker', '--timeout', '5']
  const open = () =>
    startServer([program, way, ...flags, ...quick], { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HOME: root })
  const spawn = () => {
    // On a busy machine one may not come up in time. What fails twice is told to whoever waits for it.
    const started = open().catch(open)
    started.catch(() => undefined)
    return started
  }
  // Two more are there before they are needed: a start takes longer than a run.
  const pool = [spawn(), spawn(), spawn(), spawn()]
  const processes = async (): Promise<readonly [ServerProcess, ServerProcess]> => {
    const [first = spawn(), second = spawn()] = pool
    const both = [await first, await second] as const
    const dead = both.findIndex((one) => !one.isAlive())
    if (dead === -1) return both
    pool.splice(dead, 1)
    pool.push(spawn())
    return processes()
  }
  return {
    sandbox,
    proxy,
    stateDir,
    processes,
    partOf,
    writeFile: (name, text) => writeFile(join(folder, name), text),
    async held(name) {
      const { results } = await listImports(sandbox)
      const ofFile = results.filter(({ importName }) => importName.startsWith(`${name} `))
      return ofFile.map(({ id, importName }) => ({ importId: id, importName, part: partOf(importName) }))
    },
    async rowsOf(importId) {
      return vi.waitFor(
        () => {
          const found = rows.get(importId)
          if (found === undefined) throw new Error(`HubSpot has not worked on import ${importId}`)
          return found
        },
        { timeout: 60_000, interval: 10 },
      )
    },
    async countHeld(prefix) {
      let count = 0
      for (let after: string | undefined = ''; after !== undefined; ) {
        const { results, paging }: z.infer<typeof listed> = await listImports(sandbox, after)
        count += results.filter(({ importName }) => importName.startsWith(prefix)).length
        after = paging?.next.after
      }
      return count
    },
    async [Symbol.asyncDispose]() {
      for (const one of await Promise.allSettled(pool)) if (one.status === 'fulfilled') await one.value.close()
      await proxy.close()
      await sandbox.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Not by the address that the processes use, whose answers are made to fail. */
async function listImports(sandbox: Sandbox, after = ''): Promise<z.infer<typeof listed>> {
  const { body } = await call(sandbox, `GET /crm/imports/2026-09?limit=100${after === '' ? '' : `&after=${after}`}`)
  return listed.parse(body)
}

const partOf = (importName: string): number => Number(/\(part (\d+) of \d+\)/.exec(importName)?.[1] ?? 1)
