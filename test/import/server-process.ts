import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { type CallToolResult, Client, type RequestOptions } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { z } from 'zod'
import { realClock } from '../../src/sandbox/sandbox-clock.ts'

/** A server in a process of its own. */
export interface ServerProcess {
  /** Rejects when the process dies before it answers. */
  call(tool: string, args: Record<string, unknown>, options?: RequestOptions): Promise<CallToolResult>
  kill(): void
  isAlive(): boolean
  close(): Promise<void>
}

/** Imports begin and end in a twentieth of the usual time: parts wait for those before them. */
export function quickClock() {
  const clock = realClock()
  return { ...clock, after: (ms: number, work: () => void | Promise<void>) => clock.after(ms / 20, work) }
}

/** once-server.ts as a program in this folder. */
export async function writeServer(folder: string): Promise<string> {
  const program = join(folder, 'once-server.mjs')
  await writeFile(program, await bundledServer())
  return program
}

let server: Promise<string> | undefined

/** As the program itself is bundled; once for all rigs. */
function bundledServer(): Promise<string> {
  server ??= import(new URL('../../scripts/bundle.mjs', import.meta.url).href)
    .then(({ bundle }) => bundle('test/import/once-server.ts'))
    .then((parts) => bundled.parse(parts).text)
  return server
}

const bundled = z.object({ text: z.string() })

export async function startServer(args: string[], env: Record<string, string>): Promise<ServerProcess> {
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'inherit' })
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(transport)
  const { pid } = transport
  let alive = true
  client.onclose = () => {
    alive = false
  }
  return {
    call: (name, args, options) => client.callTool({ name, arguments: args }, options),
    kill() {
      if (alive && pid !== null) process.kill(pid, 'SIGKILL')
      alive = false
    },
    isAlive: () => alive,
    close: () => client.close(),
  }
}
