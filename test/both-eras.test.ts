import type { ElicitResult } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { at, call, startedId } from './sandbox/call-sandbox.ts'
import { openWire, type Result, type Told, WAYS, type Way, type Wire } from './wire.ts'

/* The ways are tried side by side: the answers that take long are waited for at once. */

const YES: ElicitResult = { action: 'accept', content: { answer: 'yes' } }
const NOES: ElicitResult[] = [
  { action: 'decline' },
  { action: 'cancel' },
  { action: 'accept', content: { answer: 'no' } },
]

const textOf = ({ content }: Result) => content[0].text
const planned = z.object({ planId: z.string() })

let count = 0
const next = () => {
  count += 1
  return count
}

async function proposed(wire: Wire, content = `First Name,Email\nAnn,ann${next()}@example.com\n`) {
  const file = await wire.file(`leads-${next()}.csv`, content)
  const { planId } = planned.parse((await wire.call('propose_mapping', { file })).structuredContent)
  return { planId }
}

const PAIR = { fromObjectType: '0-1', toObjectType: '0-2' }
const LABELS = '/crm/v4/associations/0-1/0-2/labels'
const LIMITS = '/crm/v4/associations/definitions/configurations/0-1/0-2/batch'

/** A label of its own, as it is in HubSpot. */
async function labelled({ sandbox }: Wire) {
  const json = { name: `label_${next()}`, label: `Label ${next()}`, inverseLabel: `Of ${next()}` }
  const { body } = await call(sandbox, `POST ${LABELS}`, { json })
  return { typeId: Number(at(body, 'results', 0, 'typeId')), category: 'USER_DEFINED' }
}

async function limited(wire: Wire) {
  const label = await labelled(wire)
  const json = { inputs: [{ ...label, maxToObjectIds: 5 }] }
  await call(wire.sandbox, `POST ${LIMITS}/create`, { json })
  return label
}

/** Every tool that asks a person first: arguments for something that is there, and the request that does it. */
const WRITES: { tool: string; request: RegExp; args: (wire: Wire) => Promise<Record<string, unknown>> }[] = [
  { tool: 'start_import', request: /^POST \/crm\/v3\/imports$/, args: (wire) => proposed(wire) },
  {
    tool: 'cancel_import',
    request: /^POST \/crm\/v3\/imports\/\d+\/cancel$/,
    args: async ({ sandbox }) => ({ importId: await startedId(sandbox) }),
  },
  {
    tool: 'delete_association_label',
    request: /^DELETE .*\/labels\/\d+$/,
    args: async (wire) => ({ ...PAIR, associationTypeId: (await labelled(wire)).typeId }),
  },
  {
    tool: 'create_association_configurations',
    request: /^POST .*\/batch\/create$/,
    args: async (wire) => ({ ...PAIR, inputs: [{ ...(await labelled(wire)), maxToObjectIds: 7 }] }),
  },
  {
    tool: 'update_association_configurations',
    request: /^POST .*\/batch\/update$/,
    args: async (wire) => ({ ...PAIR, inputs: [{ ...(await limited(wire)), maxToObjectIds: 7 }] }),
  },
  {
    tool: 'delete_association_configurations',
    request: /^POST .*\/batch\/purge$/,
    args: async (wire) => ({ ...PAIR, inputs: [await limited(wire)] }),
  },
]

const sentOf = ({ sandbox }: Wire, request: RegExp) =>
  sandbox.requests().filter(({ method, path }) => request.test(`${method} ${path}`)).length

describe.concurrent.each(WAYS)('over $transport a client of $era that can ask a person', (way) => {
  let wire: Wire
  let answer = YES
  let asked: string[] = []
  beforeAll(async () => {
    wire = await openWire(way, (question) => {
      asked.push(question)
      return answer
    })
  })
  afterAll(() => wire[Symbol.asyncDispose]())

  test.sequential.each(WRITES)('does nothing with $tool until there is a yes, and asks each time', async (write) => {
    const args = await write.args(wire)
    const before = sentOf(wire, write.request)
    asked = []
    for (answer of NOES) {
      expect(textOf(await wire.call(write.tool, args))).toMatch(
        /^confirmation_required: The person declined\. Nothing was done\.\nFix: .*\nOutcome: not_started$/,
      )
    }
    expect(sentOf(wire, write.request)).toBe(before)
    answer = YES
    expect(await wire.call(write.tool, args)).toMatchObject({ isError: false })
    expect(sentOf(wire, write.request)).toBe(before + 1)
    expect(asked).toHaveLength(NOES.length + 1)
    expect(new Set(asked).size).toBe(1)
  })

  test.sequential('hears of an answer that takes long, and cannot undo what was sent', async () => {
    answer = YES
    const args = await proposed(wire)
    const slow = wire.sandbox.faults.add({ method: 'POST', path: '*/imports', delayMs: 8_000 })
    const before = sentOf(wire, /^POST .*imports(\/\d+\/cancel)?$/)
    const told: Told[] = []
    const stop = new AbortController()
    const started = wire.call('start_import', args, {
      signal: stop.signal,
      onprogress(progress) {
        told.push(progress)
        // More than the total: everything has been sent, and the answer is being waited for.
        if (progress.message === 'Uploading' && progress.total === undefined) stop.abort()
      },
    })
    await expect(started).rejects.toThrow()
    expect(slow.hits()).toBe(1)
    const importOf = async () => (await wire.call('get_import', args)).structuredContent?.importId
    await vi.waitFor(async () => expect(await importOf()).toMatch(/^\d+$/), 20_000)
    expect((await wire.call('get_import', args)).structuredContent).toMatchObject({ state: 'STARTED' })
    expect(told.length).toBeGreaterThan(1)
    if (way.era === '2025') expectRising(told)
    expect(sentOf(wire, /^POST .*imports(\/\d+\/cancel)?$/)).toBe(before + 1)
  })
})

describe.concurrent.each(WAYS)('over $transport a client of $era that cannot ask', (way) => {
  let wire: Wire
  beforeAll(async () => {
    wire = await openWire(way)
  })
  afterAll(() => wire[Symbol.asyncDispose]())

  test.sequential.each(WRITES)(
    'does with $tool only what the confirm text belongs to',
    async ({ tool, request, args: make }) => {
      const [args, others] = [await make(wire), await make(wire)]
      const before = sentOf(wire, request)
      const refused = textOf(await wire.call(tool, args))
      expect(refused).toMatch(/^confirmation_required: .*\nFix: .*\nOutcome: not_started$/)
      const confirm = /confirm: "([^"]+)"/.exec(refused)?.[1]
      expect(textOf(await wire.call(tool, { ...others, confirm }))).toMatch(
        /^confirmation_mismatch: .*\nFix: .*\nOutcome: not_started$/,
      )
      expect(sentOf(wire, request)).toBe(before)
      expect(await wire.call(tool, { ...args, confirm })).toMatchObject({ isError: false })
      expect(sentOf(wire, request)).toBe(before + 1)
    },
  )

  test.sequential('is told of rising progress, and ends a check by cancelling its call', async () => {
    const rows = Array.from({ length: 150_000 }, (_, row) => `${'Ann '.repeat(10)},a${row}@example.com\n`)
    const args = await proposed(wire, `First Name,Email\n${rows.join('')}`)
    const told: Told[] = []
    const stop = new AbortController()
    const onprogress = (progress: Told) => {
      told.push(progress)
      stop.abort()
    }
    await expect(wire.call('validate_import', args, { signal: stop.signal, onprogress })).rejects.toThrow()
    await vi.waitFor(() => expect(wire.outcomes('validate_import')).toEqual(['cancelled']), 20_000)
    told.length = 0
    const again = await wire.call('validate_import', args, { onprogress: (progress) => told.push(progress) })
    expect(again).toMatchObject({ isError: false })
    expect(told.length).toBeGreaterThan(0)
    expectRising(told)
  })

  test.sequential('leaves an import alone when it cancels the call that follows it', async () => {
    const importId = await startedId(wire.sandbox)
    const stop = new AbortController()
    const options = { signal: stop.signal, onprogress: () => stop.abort() }
    await expect(wire.call('get_import', { importId, waitSeconds: 40 }, options)).rejects.toThrow()
    await vi.waitFor(() => expect(wire.outcomes('get_import')).toEqual(['cancelled']), 20_000)
    expect((await wire.call('get_import', { importId })).structuredContent).toMatchObject({ state: 'STARTED' })
    expect(wire.sandbox.requests().filter(({ path }) => path.endsWith(`${importId}/cancel`))).toEqual([])
  })

  const complete = (prompt: string, argument: string, typed: string) =>
    wire.complete({ type: 'ref/prompt', name: prompt }, argument, typed)

  test.sequential('completes files, object types, imports, plans and error types', async () => {
    const own = await openFiles(wire, way)
    expect(await complete('import_file', 'file', 'DEAL')).toEqual(own.beginning)
    expect(await complete('link_two_files', 'firstFile', 'may')).toEqual(own.holding)
    expect(await complete('link_two_files', 'secondFile', 'nothing')).toEqual([])
    expect(await complete('import_file', 'objectType', 'su')).toContain('Subscription plans')
    expect(await complete('fix_import_errors', 'errorType', 'invalid_e')).toContain('INVALID_EMAIL')
    const importId = await startedId(wire.sandbox)
    const { planId } = await proposed(wire)
    expect((await complete('fix_import_errors', 'importId', ''))[0]).toBe(importId)
    expect(await complete('fix_import_errors', 'importId', planId.slice(0, 12))).toEqual([planId])
    const template = { type: 'ref/resource', uri: 'hubspot-import://imports/{importId}' } as const
    expect(await wire.complete(template, 'importId', importId.slice(0, -1))).toContain(importId)
  })

  test.sequential('gets every prompt and reads every resource that is listed', async () => {
    const { prompts, resources, templates } = await wire.listed()
    const given = { file: 'a.csv', importId: '7', firstFile: 'a.csv', secondFile: 'b.csv' }
    const texts = await Promise.all(prompts.map(async (name) => JSON.stringify(await wire.getPrompt(name, given))))
    expect(prompts).toEqual(['import_file', 'fix_import_errors', 'link_two_files'])
    for (const text of texts) expect(text).toMatch(/validate_import/)
    const importId = await startedId(wire.sandbox)
    const filled = templates.map((template) => template.replace('{importId}', importId))
    const read = await Promise.all([...resources, ...filled].map((uri) => wire.readResource(uri)))
    expect(read.map(({ uri }) => uri)).toEqual([...resources, ...filled])
    expect(read.filter(({ text }) => text.length < 50)).toEqual([])
    expect(filled).toHaveLength(2)
  })
})

/** Over HTTP a handle is the right to a file, so none is offered. */
async function openFiles(wire: Wire, { transport }: Way): Promise<{ beginning: string[]; holding: string[] }> {
  if (transport === 'http') {
    await wire.file('deals may.csv', DEALS)
    return { beginning: [], holding: [] }
  }
  for (const name of ['deals may.csv', 'deals.pdf', 'mayors.tsv']) await wire.file(name, DEALS)
  return { beginning: ['deals may.csv'], holding: ['mayors.tsv'] }
}

const DEALS = 'Deal name\nBig\n'

function expectRising(told: readonly Told[]): void {
  const progress = told.map((one) => one.progress)
  expect([...new Set(progress)].sort((a, b) => a - b)).toEqual(progress)
}
