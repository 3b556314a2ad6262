import { expect } from 'vitest'
import { type Connection, connect, wholeOf } from '../connect.ts'
import { fastClock } from '../import/fast-clock.ts'
import { CLEAN, propose } from './plan-files.ts'

/** A server that has ended after HubSpot took the upload, its answer lost and the list of imports not readable. */
export async function withLostAnswer(): Promise<Connection & { planId: string }> {
  const crashed = await connect({ files: { 'leads.csv': CLEAN }, clock: fastClock })
  const planId = await propose(crashed, 'leads.csv')
  await crashed.call('validate_import', { planId })
  crashed.sandbox.faults.add({ method: 'POST', path: '*/imports', after: true, status: 502 })
  crashed.sandbox.faults.add({ method: 'GET', path: '*/imports', status: 500, skip: 1, times: 1_000 })
  wholeOf(await crashed.call('start_import', { planId }))
  await expect
    .poll(() => crashed.sandbox.requests().some(({ method, status }) => method === 'POST' && status === 502), {
      timeout: 10_000,
    })
    .toBe(true)
  await crashed.client.close()
  await crashed.context.close()
  return { ...crashed, planId }
}
