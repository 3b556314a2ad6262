import { expect, test } from 'vitest'
import { connect, structuredOf } from '../connect.ts'
import { createFakeClock } from '../hubspot/fake-clock.ts'

async function connected(flags: string[]) {
  const clock = createFakeClock(Date.now())
  const server = await connect({ flags: ['--sandbox', ...flags], clock })
  const reads = (part: string) =>
    server.sandbox.requests().filter(({ method, path }) => method === 'GET' && path.includes(part)).length
  const properties = async (...objectTypes: string[]) => {
    for (const objectType of objectTypes) structuredOf(await server.call('list_properties', { objectType }))
  }
  return { ...server, clock, reads, properties, [Symbol.asyncDispose]: server.close }
}

test('definitions are read once in --cache SECONDS, and again when they changed', async () => {
  await using server = await connected(['--cache', '60'])
  await server.properties('contacts', 'contacts', 'companies')
  expect(server.reads('/properties/')).toBe(2)
  server.clock.set(server.clock.now() + 59_000)
  await server.properties('contacts')
  expect(server.reads('/properties/')).toBe(2)
  server.clock.set(server.clock.now() + 2000)
  await server.properties('contacts')
  expect(server.reads('/properties/')).toBe(3)
  structuredOf(await server.call('create_property', { objectType: 'contacts', label: 'Shoe size' }))
  const before = server.reads('/properties/')
  await server.properties('contacts')
  expect(server.reads('/properties/')).toBe(before + 1)
})

test('--cache 0 reads definitions each time', async () => {
  await using server = await connected(['--cache', '0'])
  await server.properties('contacts', 'contacts', 'contacts')
  expect(server.reads('/properties/')).toBe(3)
})

test('of --cache-entries the one used longest ago goes first', async () => {
  // The third entry is the list of custom objects, which every call uses.
  await using server = await connected(['--cache-entries', '3'])
  await server.properties('contacts', 'companies', 'contacts')
  expect(server.reads('/properties/')).toBe(2)
  await server.properties('deals')
  expect(server.reads('/properties/')).toBe(3)
  await server.properties('contacts')
  expect(server.reads('/properties/')).toBe(3)
  await server.properties('companies')
  expect(server.reads('/properties/')).toBe(4)
  expect(server.reads('/schemas')).toBe(1)
})

test('imports are never cached', async () => {
  await using server = await connected(['--cache', '3600'])
  for (let call = 0; call < 3; call += 1) structuredOf(await server.call('list_imports'))
  expect(server.reads('/imports')).toBeGreaterThanOrEqual(3)
})
