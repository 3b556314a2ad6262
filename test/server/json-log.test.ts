import { describe, expect, it, test } from 'vitest'
import type { LogLevel } from '../../src/log.ts'
import { createJsonLog } from '../../src/server/json-log.ts'

const clock = { now: () => 0, sleep: async () => undefined }

function logged(
  options: { level?: LogLevel; secrets?: string[] },
  ...entry: Parameters<ReturnType<typeof createJsonLog>>
) {
  const lines: string[] = []
  const log = createJsonLog((line) => lines.push(line), { level: 'debug', clock, secrets: [], ...options })
  log(...entry)
  return lines
}

describe('createJsonLog()', () => {
  it('writes one JSON object a line', () => {
    expect(logged({}, 'info', 'listening', { port: 3000 })).toEqual([
      '{"level":"info","time":"1970-01-01T00:00:00.000Z","msg":"listening","port":3000}\n',
    ])
  })

  it('leaves out what is below its level', () => {
    expect(logged({ level: 'warn' }, 'info', 'listening')).toEqual([])
    expect(logged({ level: 'warn' }, 'warn', 'careful')).toHaveLength(1)
  })

  test.each<[string, unknown]>([
    ['a known secret', 'it was hunter22!'],
    ['a known secret in an error', new Error('hunter22')],
    ['a known secret that JSON escapes', 'it was "hunter2\\!'],
    ['a known secret that is not ASCII', 'it was hunter2–ü'],
    ['a known secret deep inside', { headers: { authorization: ['hunter22'] } }],
    ['what looks like a token', 'pat-eu1-0a1b2c3d-4e5f'],
    ['what follows Bearer', 'authorization: Bearer CJ6hunter2'],
    ['a form field', 'grant_type=x&client_secret=hunter2&b=c'],
  ])('hides %s', (_, value) => {
    const [line = ''] = logged({ secrets: ['hunter22', '"hunter2\\', 'hunter2–ü'] }, 'error', 'failed', { value })
    expect(line).toContain('[redacted]')
    expect(line).not.toMatch(/hunter2|0a1b2c3d/)
  })

  it('cuts a long field, whatever else is in the line', () => {
    const [line = ''] = logged({}, 'info', 'long', { value: 'x'.repeat(5000), port: 1 })
    expect(JSON.parse(line)).toMatchObject({ msg: 'long', value: expect.stringMatching(/^x{3999}…$/), port: 1 })
  })

  it('hides a secret in the message of a line that has nothing else to hide', () => {
    expect(logged({ secrets: ['hunter22'] }, 'info', 'hunter22 came', { port: 1 })[0]).toContain('"[redacted] came"')
  })

  it('cannot be given a second line or a terminal sequence', () => {
    const [line = ''] = logged({}, 'error', 'a\n{"level":"info"}\u001b[2J\u202e')
    expect(line.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(line)).toMatchObject({ msg: 'a\\n{"level":"info"}\\u202e' })
  })
})
