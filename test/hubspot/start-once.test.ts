import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { connect, errorOf } from './client.ts'

const places: [string, (length: number) => number][] = [
  ['before the body', () => 0],
  ['in the request part', () => 100],
  ['in the middle', (length) => length / 2],
  ['one byte before the closing boundary', (length) => length - 61],
  ['where the closing boundary begins', (length) => length - 60],
  ['in the closing boundary', (length) => length - 30],
  ['one byte before the end', (length) => length - 1],
  ['at the end', (length) => length],
]

test.each(places)(
  'imports.start() broken %s is sent once, and not_started only if the body was incomplete',
  async (_, takes) => {
    for (const bytes of [0, 10, 300_000]) {
      await using client = await connect([{ takeBytes: takes }])
      let armed = false
      const beforeLastByte = async () => {
        armed = true
      }
      const stream = () => Readable.from(bytes === 0 ? [] : [Buffer.alloc(bytes, 'x')])
      const file = { fileName: 'a.csv', contentType: 'text/csv', bytes, stream }
      const error = await errorOf(
        client.hubspot.imports.start({ request: { files: [] }, files: [file], beforeLastByte }),
      )
      const [seen, ...more] = client.server.requests
      const isWhole = seen?.received === Number(seen?.headers['content-length'])
      if (error.outcome === 'not_started') expect(isWhole).toBe(false)
      else expect([error.outcome, armed]).toEqual(['unknown', true])
      if (!armed) expect(error.outcome).toBe('not_started')
      expect(more).toEqual([])
    }
  },
)
