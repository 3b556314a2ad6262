import { describe, expect, it, test, vi } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { connect, textOf } from '../connect.ts'
import { createManualClock } from '../manual-clock.ts'
import { askingTool, failingTool, fixtureTool, refusal } from './fixture-tools.ts'

const eras = ['modern', 'legacy'] as const

describe.each(eras)('registerTool() with a %s client', (era) => {
  it('answers with text and structure, each complete, and names the sandbox', async () => {
    await using connection = await connect({ era, tools: [fixtureTool(async ({ word }) => ({ said: word }))] })
    expect(await connection.call('try_it', { word: 'hello' })).toMatchObject({
      content: [{ type: 'text', text: '[sandbox] It said hello.\n\nsaid: hello' }],
      structuredContent: { said: 'hello' },
      _meta: { 'hubspot-import-mcp/environment': 'sandbox' },
    })
  })

  it('turns a UsageError into text only, in the agreed form', async () => {
    const error = refusal({
      outcome: 'not_started',
      hubspot: { status: 409, category: 'CONFLICT', correlationId: 'c1' },
    })
    await using connection = await connect({ era, tools: [failingTool(error)] })
    const result = await connection.call('try_it')
    expect(result.isError).toBe(true)
    expect(result.structuredContent).toBeUndefined()
    expect(textOf(result)).toBe(
      [
        'hubspot_conflict: HubSpot has "a\\u202eb" already.',
        'Fix: Use another name.',
        'Outcome: not_started',
        'HubSpot: 409 CONFLICT correlationId=c1',
      ].join('\n'),
    )
  })

  it('tells nothing of an unexpected error but a reference to the log', async () => {
    await using connection = await connect({ era, tools: [failingTool(new Error('secret pat-na1-12345678-90ab'))] })
    const text = textOf(await connection.call('try_it'))
    const reference = /logged on stderr as ([0-9a-f]{8})/.exec(text)?.[1]
    expect(text).toMatch(/^internal: .*\nFix: .*\nOutcome: unknown$/)
    expect(text).not.toContain('secret')
    const line = connection.logged.find((each) => each.includes(`"reference":"${reference}"`))
    expect(line).toContain('secret [redacted]')
  })

  it('names the sandbox in an error too', async () => {
    await using connection = await connect({
      era,
      tools: [failingTool(new UsageError('busy', 'It is busy.', 'Wait.'))],
    })
    expect(await connection.call('try_it')).toMatchObject({
      isError: true,
      _meta: { 'hubspot-import-mcp/environment': 'sandbox' },
    })
  })

  it('refuses an unknown argument with the nearest one and says that nothing was started', async () => {
    await using connection = await connect({ era, tools: [fixtureTool(async ({ word }) => ({ said: word }))] })
    expect(textOf(await connection.call('try_it', { wrod: 'x' }))).toBe(
      [
        'invalid_arguments: try_it has no argument "wrod". Did you mean "word"?',
        'Fix: Its arguments are word.',
        'Outcome: not_started',
      ].join('\n'),
    )
  })

  it('runs the step once the person said yes', async () => {
    const asked: string[] = []
    await using connection = await connect({
      era,
      tools: [askingTool(() => 'plan 1')],
      elicit: ({ message }) => {
        asked.push(message)
        return { action: 'accept', content: { answer: 'yes' } }
      },
    })
    expect(await connection.call('try_it', { word: 'x' })).toMatchObject({ structuredContent: { said: 'x' } })
    expect(asked).toEqual(['Write x?'])
  })

  test.each([
    ['declines', { action: 'decline' }],
    ['cancels', { action: 'cancel' }],
    ['says no', { action: 'accept', content: { answer: 'no' } }],
    ['answers nothing', { action: 'accept', content: {} }],
  ] as const)('does nothing when the person %s', async (_, answer) => {
    await using connection = await connect({ era, tools: [askingTool(() => 'plan 1')], elicit: () => answer })
    const text = textOf(await connection.call('try_it'))
    expect(text).toMatch(
      /^confirmation_required: The person declined\. Nothing was done\.\nFix: .*\nOutcome: not_started$/,
    )
  })

  it('asks again when what was agreed to is not what would be done', async () => {
    const subjects = ['plan 1', 'plan 2']
    const asked: string[] = []
    await using connection = await connect({
      era,
      tools: [askingTool(() => subjects.shift() ?? 'plan 2')],
      elicit: ({ message }) => {
        asked.push(message)
        return { action: 'accept', content: { answer: 'yes' } }
      },
    })
    expect(await connection.call('try_it', { word: 'x' })).toMatchObject({ structuredContent: { said: 'x' } })
    expect(asked).toHaveLength(2)
  })

  test.each([
    ['cannot ask', {}],
    ['can only open a page', { elicit: () => ({ action: 'accept' as const }), elicitation: { url: {} } }],
  ])('tells a client that %s how to confirm in a second call', async (_, options) => {
    await using connection = await connect({ era, tools: [askingTool(() => 'plan 1')], ...options })
    expect(textOf(await connection.call('try_it', { word: 'x' }))).toBe(
      [
        'confirmation_required: Write x?',
        'Fix: Show this to the person. When they agree, call again with confirm: "plan 1".',
        'Outcome: not_started',
      ].join('\n'),
    )
  })

  it('reports rising progress, and only to a client that wants it', async () => {
    const tool = fixtureTool(async ({ word }, { report, clock }) => {
      report({ progress: 1, total: 3, message: 'one' })
      await clock.sleep(300)
      report({ progress: 1, total: 3, message: 'one again' })
      report({ progress: 2, total: 3, message: 'two\u0007' })
      return { said: word }
    })
    await using connection = await connect({ era, tools: [tool] })
    const seen: unknown[] = []
    const onprogress = (progress: unknown) => seen.push(progress)
    await connection.client.callTool({ name: 'try_it' }, { onprogress })
    expect(seen).toEqual([
      { progress: 1, total: 3, message: 'one' },
      { progress: 2, total: 3, message: 'two\\u0007' },
    ])
    await connection.call('try_it')
    expect(seen).toHaveLength(2)
  })

  it('tells rising progress at least every five seconds of a tool that tells nothing, until it ends', async () => {
    const clock = createManualClock(0)
    const tool = fixtureTool(async ({ word }, { report }) => {
      await clock.sleep(12_000)
      report({ progress: 12, total: 20, message: 'far' })
      await clock.sleep(10_000)
      return { said: word }
    })
    await using connection = await connect({ era, tools: [tool], clock })
    const told: [number, unknown][] = []
    const onprogress = ({ progress, ...rest }: { progress: number }) => told.push([progress, rest])
    const call = connection.client.callTool({ name: 'try_it' }, { onprogress })
    while (clock.now() < 22_000) {
      await clock.untilWaiting(2)
      clock.next()
    }
    await call
    const working = { message: 'Working' }
    const far = { total: 20, message: 'far' }
    expect(told).toEqual([
      [4.5, working],
      [9, working],
      [12, far],
      [16.5, far],
      // More than the total is no part of it.
      [21, { message: 'far' }],
    ])
    await clock.untilWaiting(0)
  })

  it('answers a call for which nothing could be opened, and tells no progress of it afterwards', async () => {
    const clock = createManualClock(0)
    const tool = fixtureTool(async ({ word }) => ({ said: word }), 'read')
    await using connection = await connect({ era, tools: [tool], clock, openFails: new Error('no disk') })
    const result = await connection.client.callTool({ name: 'try_it' }, { onprogress: () => undefined })
    expect(textOf(result)).toMatch(/^internal: /)
    await clock.untilWaiting(0)
  })

  it('aborts the signal of a call that the client cancels', async () => {
    const events: string[] = []
    const tool = fixtureTool(async ({ word }, { signal }) => {
      events.push('started')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      events.push('aborted')
      return { said: word }
    })
    await using connection = await connect({ era, tools: [tool] })
    const cancel = new AbortController()
    const call = connection.client.callTool({ name: 'try_it' }, { signal: cancel.signal })
    await vi.waitFor(() => expect(events).toEqual(['started']), 20_000)
    cancel.abort()
    await expect(call).rejects.toThrow()
    await vi.waitFor(() => expect(events).toEqual(['started', 'aborted']), 20_000)
  })
})

test('registerTool() makes hidden characters visible in text and structure', async () => {
  await using connection = await connect({ tools: [fixtureTool(async () => ({ said: 'a\u200bb\u001b[31mc' }))] })
  expect(await connection.call('try_it')).toMatchObject({
    content: [{ text: '[sandbox] It said a\\u200bbc.\n\nsaid: a\\u200bbc' }],
    structuredContent: { said: 'a\\u200bbc' },
  })
})

test.each([
  ['read', { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
  ['write', { readOnlyHint: false, destructiveHint: false, idempotentHint: false }],
  ['destroy', { readOnlyHint: false, destructiveHint: true, idempotentHint: false }],
] as const)('registerTool() lists the annotations of a tool that can %s', async (effect, annotations) => {
  await using connection = await connect({ tools: [failingTool(new Error('unused'), effect)] })
  const { tools } = await connection.client.listTools()
  expect(tools[0]).toMatchObject({ title: 'Try it', annotations: { ...annotations, openWorldHint: true } })
})

test('registerTool() lists schemas without the default dialect, and refuses unknown arguments in them', async () => {
  await using connection = await connect({ tools: [failingTool(new Error('unused'))] })
  const { tools } = await connection.client.listTools()
  expect(tools[0]?.inputSchema).toEqual({
    type: 'object',
    properties: { word: { type: 'string', default: 'nothing' } },
    additionalProperties: false,
  })
})
