import net, { type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type ConnectOptions, connect, wholeOf } from '../connect.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { propose } from '../tools/plan-files.ts'
import { fastClock } from './fast-clock.ts'

/** Larger than what the computer's own buffers take: its last byte cannot leave while nobody reads. */
const LARGE = `First Name,Email\n${Array.from({ length: 250 }, (_, row) => `${'n'.repeat(60_000)},p${row}@example.com\n`).join('')}`

interface Gate {
  url: string
  /** An upload has begun, and waits. */
  isHeld(): boolean
  /** Its connection breaks. */
  cut(): void
  close(): Promise<void>
}

/** In front of HubSpot: reads no further than the beginning of an upload. */
async function openGate(sandbox: Sandbox): Promise<Gate> {
  const { port } = new URL(sandbox.url)
  const sockets = new Set<Socket>()
  let held: Socket | undefined
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const server = net.createServer((client) => {
    keep(client)
    client.once('data', (first) => {
      client.pause()
      if (/^POST \S+\/imports /.test(first.toString('latin1'))) {
        held = client
        return
      }
      const upstream = net.connect(Number(port), '127.0.0.1')
      keep(upstream)
      upstream.write(first)
      client.pipe(upstream).pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    isHeld: () => held !== undefined,
    cut: () => held?.resetAndDestroy(),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the gate has no port')
  return address.port
}

/** Two servers on one state folder. The uploads of the first are held at the gate. */
async function openPair(limits: ConnectOptions['limits']) {
  const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS, importLimits: limits })
  const gate = await openGate(sandbox)
  const to = (url: string, { flags = [], ...options }: ConnectOptions) =>
    connect({
      ...{ sandbox, limits, env: { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken }, ...options },
      flags: ['--base-url', url, '--confirm', 'never', ...flags],
    })
  const held = await to(gate.url, { files: { 'leads.csv': LARGE } })
  const { stateDir, folder } = held
  const free = await to(sandbox.url, { stateDir, flags: ['--allow-dir', folder], clock: fastClock })
  const planId = await propose(held, 'leads.csv')
  await held.call('validate_import', { planId })
  return {
    ...{ sandbox, gate, held, free, planId },
    async [Symbol.asyncDispose]() {
      await free.close()
      await held.close()
      await gate.close()
      await sandbox.close()
    },
  }
}

const starts = ({ sandbox }: { sandbox: Sandbox }) =>
  sandbox
    .requests()
    .filter(({ method, path, status }) => method === 'POST' && /\/imports$/.test(path) && status === 200)

/** Without what HubSpot says of them by now. */
const importsOf = ({ imports }: Record<string, unknown>) =>
  z.array(z.object({ importId: z.string(), importName: z.string(), part: z.number(), rows: z.number() })).parse(imports)

describe('start_import whose upload fails before its last byte', () => {
  test.each([
    ['', {}, 1],
    ['of a file in parts ', { rows: 200 }, 2],
  ])('tells the import that another process has started meanwhile %s', async (_about, limits, parts) => {
    await using pair = await openPair(limits)
    const { gate, held, free, planId } = pair
    const call = { planId, acceptFindings: true }
    const first = held.call('start_import', call)
    await vi.waitFor(() => expect(gate.isHeld()).toBe(true), 15_000)
    const other = await vi.waitFor(async () => {
      const result = wholeOf(await free.call('start_import', call))
      expect(result.outcome).toMatch(/started$/)
      return result
    }, 20_000)
    gate.cut()
    const told = await first
    expect(wholeOf(told).outcome).toBe('already_started')
    expect(importsOf(wholeOf(told))).toEqual(importsOf(other))
    expect(starts(pair)).toHaveLength(parts)
  })
})
