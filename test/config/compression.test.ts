import zlib from 'node:zlib'
import { expect, test } from 'vitest'
import { errorOf } from '../hubspot/client.ts'
import { startScriptedServer } from '../hubspot/scripted-server.ts'
import { clientOf } from './client-of.ts'

const LIST = JSON.stringify({ results: [] })
const ONCE = ['--retry-count', '0']
const MB = 1024 * 1024

/** 200 MB of zeros. */
const ZEROS = Buffer.alloc(200 * MB)
const BROTLI_QUICKLY = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }

test.each([
  ['gzip', zlib.gzipSync(LIST)],
  ['x-gzip', zlib.gzipSync(LIST)],
  ['BR', zlib.brotliCompressSync(LIST)],
  ['identity', Buffer.from(LIST)],
])('an answer in %s is read', async (encoding, body) => {
  await using server = await startScriptedServer([{ body, headers: { 'content-encoding': encoding } }])
  await using client = await clientOf(['--base-url', server.url])
  expect(await client.hubspot.imports.list()).toEqual({ results: [], after: null })
  expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, br')
})

test('--no-compression asks for plain answers; what a proxy packs all the same is read', async () => {
  const packed = { body: zlib.gzipSync(LIST), headers: { 'content-encoding': 'gzip' } }
  await using server = await startScriptedServer([{ body: LIST }, packed])
  await using client = await clientOf(['--no-compression', '--base-url', server.url])
  await client.hubspot.imports.list()
  await client.hubspot.imports.list()
  expect(server.requests.map(({ headers }) => headers['accept-encoding'])).toEqual(['identity', 'identity'])
})

test.each([
  ['deflate', zlib.deflateSync(LIST), /encoding that was not asked for/],
  ['zstd', Buffer.from(LIST), /encoding that was not asked for/],
  ['gzip, gzip', zlib.gzipSync(zlib.gzipSync(LIST)), /encoding that was not asked for/],
  ['br, gzip', zlib.gzipSync(zlib.brotliCompressSync(LIST)), /encoding that was not asked for/],
  ['gzip', Buffer.from('not gzip'), /compressed body that is damaged/],
  ['gzip', zlib.gzipSync(LIST).subarray(0, 20), /compressed body that is damaged/],
])('a body in %s is a bad response', async (encoding, body, message) => {
  await using server = await startScriptedServer([{ body, headers: { 'content-encoding': encoding } }])
  await using client = await clientOf([...ONCE, '--base-url', server.url])
  const error = await errorOf(client.hubspot.imports.list())
  expect(error.code).toBe('hubspot_bad_response')
  expect(error.message).toMatch(message)
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['plain', Buffer.alloc(17 * MB, ' '), ''],
  ['packed by gzip', zlib.gzipSync(ZEROS), 'gzip'],
  ['packed by brotli', zlib.brotliCompressSync(ZEROS, BROTLI_QUICKLY), 'br'],
])('an answer that is too large, %s, is not read to its end', async (_, body, encoding) => {
  await using server = await startScriptedServer([{ body, headers: { 'content-encoding': encoding } }])
  await using client = await clientOf([...ONCE, '--base-url', server.url])
  const before = process.memoryUsage().rss
  const error = await errorOf(client.hubspot.imports.errors('7'))
  expect([error.code, error.message, error.fix]).toEqual([
    'hubspot_bad_response',
    "HubSpot's answer is larger than 16 MB, so reading it was stopped.",
    'Ask for less at once where the tool has a limit. If that changes nothing, check whether HUBSPOT_BASE_URL is right.',
  ])
  expect(server.requests).toHaveLength(1)
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * MB)
})
