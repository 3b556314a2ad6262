import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { type Clock, systemClock } from '../../../src/clock.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import { resumeImports } from '../../../src/tools/resume-imports.ts'
import { type Connection, type ConnectOptions, connect, textOf, wholeOf } from '../../connect.ts'
import { propose } from '../../tools/plan-files.ts'
import { fastClock, patientClock } from '../fast-clock.ts'

const TEN_ROWS = { rows: 10 }
const HEADER = 'First Name,Email\n'

const row = (index: number, name = `Name ${index}`): string => `${name},person${index}@example.com\n`

const rows = (count: number): string => Array.from({ length: count }, (_, index) => row(index + 1)).join('')

function open(files: Record<string, string | Uint8Array>, options: ConnectOptions = {}): Promise<Connection> {
  return connect({ files, limits: TEN_ROWS, clock: fastClock, ...options })
}

const posts = ({ sandbox }: Pick<Connection, 'sandbox'>): number =>
  sandbox.requests().filter(({ method, path }) => method === 'POST' && /\/imports\/?$/.test(path)).length

/** Until all parts are sent. */
async function started(connection: Connection, file = 'leads.csv', args: Record<string, unknown> = {}) {
  const planId = await propose(connection, file)
  for (;;) {
    const result = wholeOf(await connection.call('start_import', { planId, ...args }))
    if (result.outcome !== 'uploading') return { planId, result }
    await connection.sandbox.clock.settle()
  }
}

/** Until the next part has to wait. */
async function waiting(connection: Connection, planId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const result = wholeOf(await connection.call('start_import', { planId }))
    if (result.waiting !== undefined) return result
    await pause(20)
  }
}

async function ended(connection: Connection, planId: string): Promise<Record<string, unknown>> {
  for (;;) {
    await connection.sandbox.clock.settle()
    const progress = wholeOf(await connection.call('get_import', { planId }))
    if (progress.finished === true) return progress
    await pause(20)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const DAY_MS = 24 * 3_600_000

/** As fastClock, but longer than an hour it waits until the test calls for the morning. */
function dayClock(): { clock: Clock; morning: () => void } {
  const night = new AbortController()
  // Noon: an hour before midnight the night would be one of the short waits.
  let slept = DAY_MS / 2 - (systemClock.now() % DAY_MS)
  return {
    morning: () => night.abort(),
    clock: {
      now: () => systemClock.now() + slept,
      async sleep(ms, signal) {
        if (ms < 3_600_000) return fastClock.sleep(ms, signal)
        await systemClock
          .sleep(2 ** 31 - 1, AbortSignal.any([night.signal, ...(signal ? [signal] : [])]))
          .catch(() => undefined)
        signal?.throwIfAborted()
        slept += ms
      },
    },
  }
}

const importIds = ({ imports }: Record<string, unknown>): string[] =>
  Array.isArray(imports) ? imports.map(({ importId }) => String(importId)) : []

const emails = ({ sandbox }: Connection, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter(
    (index) => sandbox.store.findByUniqueValue('0-1', 'email', `person${index}@example.com`).length === 1,
  )

const all = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('start_import of a file above the limits', () => {
  test.each([
    ['parts that are ranges of it', ''],
    ['copies', '\ufeff'],
  ])('tells how much of the file is read before it is sent, for %s', async (_, mark) => {
    await using connection = await open({ 'leads.csv': `${mark}${HEADER}${rows(25)}` })
    const planId = await propose(connection, 'leads.csv')
    const firstTold = async (name: string, args: Record<string, unknown>) => {
      const told: (string | undefined)[] = []
      await connection.client.callTool(
        { name, arguments: args },
        {
          onprogress({ progress, total, message }) {
            expect(progress).toBeLessThanOrEqual(total ?? 0)
            told.push(message)
          },
        },
      )
      return told[0]
    }
    expect(await firstTold('validate_import', { planId })).toBe('Reading leads.csv')
    const start = firstTold('start_import', { planId, acceptFindings: true })
    expect(await start).toBe('Reading the file before it is sent')
  })

  test('sends it in parts, each an import of its own, and tells them as one', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { clock: systemClock })
    const planId = await propose(connection, 'leads.csv', { name: 'Leads May' })
    const result = wholeOf(await connection.call('start_import', { planId }))
    const [first, second, third] = importIds(result)
    const part = (number: number, importId: string | undefined, count: number) => ({
      importId,
      importName: expect.stringMatching(new RegExp(`^Leads May \\(part ${number} of 3\\) ~[0-9A-Z]{12}$`)),
      part: number,
      rows: count,
      state: 'started',
    })
    const bytes = Buffer.byteLength(HEADER) * 3 + Buffer.byteLength(rows(25))
    expect(result).toEqual({
      outcome: 'started',
      environment: 'sandbox',
      planId,
      imports: [part(1, first, 10), part(2, second, 10), part(3, third, 5)],
      upload: { sentBytes: bytes, totalBytes: bytes },
      nextStep: 'Call get_import with this planId and waitSeconds: 20.',
    })
    expect(await ended(connection, planId)).toEqual({
      importId: null,
      importName: 'Leads May',
      state: 'DONE',
      finished: true,
      allImported: true,
      records: { created: 25, updated: 0 },
      rows: { total: 25, lost: 0 },
      valuesLost: 0,
      associationsLost: 0,
      errors: 0,
      counters: {
        TOTAL_ROWS: 25,
        PROPERTY_VALUES_EMITTED: 25,
        CREATED_OBJECTS: 25,
        MAPPED_COLUMNS: 2,
      },
      createdAt: expect.any(String),
      parts: [
        { part: 1, importId: first, state: 'DONE', rows: 10, errors: 0 },
        { part: 2, importId: second, state: 'DONE', rows: 10, errors: 0 },
        { part: 3, importId: third, state: 'DONE', rows: 5, errors: 0 },
      ],
      environment: 'sandbox',
      planId,
      nextStep: 'Everything was imported. Nothing more to do.',
    })
    expect(emails(connection, 25)).toEqual(all(25))
    expect(posts(connection)).toBe(3)
  })

  test('never has more than two imports at work', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(45) })
    const { planId } = await started(connection)
    await ended(connection, planId)
    const { results } = await (await connection.context.connect()).imports.list({ limit: 100 })
    expect(results.map(({ state }) => state)).toEqual(['DONE', 'DONE', 'DONE', 'DONE', 'DONE'])
    const asked = connection.sandbox.requests().map(({ method, path }) => `${method} ${path}`)
    const lists = asked.filter((line) => /^GET .*\/imports\/?$/.test(line))
    expect(lists.length).toBeGreaterThan(5)
  })

  test('joins calls for the same plan, and tells another plan of the same content what there is', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) })
    const planId = await propose(connection, 'leads.csv')
    const results = await Promise.all(
      Array.from({ length: 6 }, async () => wholeOf(await connection.call('start_import', { planId }))),
    )
    await ended(connection, planId)
    const other = await started(connection, 'leads.csv')
    expect(other.result.outcome).toBe('already_started')
    expect(importIds(other.result)).toEqual(importIds(wholeOf(await connection.call('start_import', { planId }))))
    expect(results.map(({ outcome }) => outcome)).not.toContain('not_started')
    expect(posts(connection)).toBe(3)
  })

  test('sends all parts once more only with allowRepeat', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(15) }, { clock: patientClock })
    const { planId, result } = await started(connection)
    await ended(connection, planId)
    const again = wholeOf(await connection.call('start_import', { planId, allowRepeat: true }))
    expect(new Set([...importIds(result), ...importIds(again)]).size).toBe(4)
    expect(await ended(connection, planId)).toMatchObject({ records: { created: 0, updated: 15 } })
    expect(posts(connection)).toBe(4)
  })

  test('tells identical parts apart', async () => {
    await using connection = await open({ 'leads.csv': `First Name,City\n${'Ann,Berlin\n'.repeat(20)}` })
    const { planId } = await started(connection, 'leads.csv', { acceptFindings: true })
    expect(await ended(connection, planId)).toMatchObject({
      state: 'DONE',
      rows: { total: 20 },
      // Within one import HubSpot, here the sandbox, takes equal rows for one.
      records: { created: 2 },
    })
    expect(posts(connection)).toBe(2)
  })

  test('cuts by bytes too', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { limits: { bytes: 300 } })
    const { planId, result } = await started(connection)
    await ended(connection, planId)
    expect(emails(connection, 25)).toEqual(all(25))
    const sizes = importIds(result).flatMap((id) => connection.sandbox.uploads(id).map(({ bytes }) => bytes))
    expect(sizes.length).toBeGreaterThan(2)
    for (const size of sizes) expect(size).toBeLessThanOrEqual(300)
  })

  const bom = `\ufeff${HEADER}${rows(25)}`
  const breaks =
    HEADER +
    all(25)
      .map((index) => row(index, `"Line 1\n\nLine ""2"" ${index}"`))
      .join('')
  test.each([
    ['with a byte order mark', bom, {}],
    ['without a header', rows(25), { hasHeader: false }],
    [
      'with semicolons in windows-1252',
      Buffer.from(bom.slice(1).replaceAll(',', ';').replaceAll('Name ', 'Näme '), 'latin1'),
      {},
    ],
    ['with line breaks in quotes', breaks, {}],
    [
      'with CRLF and blank lines',
      `${HEADER}${rows(12)}\n  \n${rows(25).split('\n').slice(12).join('\n')}\n\n`.replaceAll('\n', '\r\n'),
      {},
    ],
    [
      'with stray quotes',
      HEADER +
        all(25)
          .map((index) => row(index, `5" pipe ${index}`))
          .join(''),
      {},
    ],
    [
      'with a lone CR',
      `${HEADER}${rows(24).replace('Name 3,person3@example.com\n', 'Name 3,person3@example.com\r')}${row(25)}`,
      {},
    ],
    ['without a line break at the end', (HEADER + rows(25)).trimEnd(), {}],
  ])('imports every row once of a file %s', async (_about, content, args) => {
    await using connection = await open({ 'leads.csv': content })
    const planId = await propose(connection, 'leads.csv', args)
    const columns = [
      { column: 0, objectTypeId: '0-1', propertyName: 'firstname' },
      { column: 1, objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
    ]
    wholeOf(await connection.call('revise_mapping', { planId, columns }))
    wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
    expect(await ended(connection, planId)).toMatchObject({
      state: 'DONE',
      rows: { total: 25, lost: 0 },
      records: { created: 25 },
      parts: [{ rows: 10 }, { rows: 10 }, { rows: 5 }],
    })
    expect(emails(connection, 25)).toEqual(all(25))
    expect(await readdir(join(connection.stateDir, 'spool')).catch(() => [])).toEqual([])
  })

  test('keeps neighbours with the same key in one part, and says so where they are too many', async () => {
    const companies = all(25).map(
      (index) => `person${index}@example.com,${index > 8 && index < 13 ? 'middle' : `c${index}`}.example\n`,
    )
    const large = all(1_500).map((index) => `person${index}@example.com,one.example\n`)
    const head = 'Email,Company Domain Name\n'
    await using connection = await open({ 'small.csv': head + companies.join('') })
    const { planId, result } = await started(connection, 'small.csv')
    expect(result.imports).toMatchObject([{ rows: 8 }, { rows: 10 }, { rows: 7 }])
    expect(String(result.nextStep)).not.toContain('in two parts')
    await ended(connection, planId)
    await using other = await open({ 'large.csv': head + large.join('') }, { limits: { rows: 1_200 } })
    const split = await started(other, 'large.csv')
    expect(split.result.imports).toMatchObject([{ rows: 1_200 }, { rows: 300 }])
    expect(split.result.nextStep).toContain('Rows with the same "Company Domain Name" are in two parts')
    await ended(other, split.planId)
  })

  test('says how to import two files of which one is too large', async () => {
    await using connection = await open({
      'people.csv': 'Email,Company Domain Name\na@example.com,one.example\n',
      'companies.csv': `Company Domain Name,Company name\n${all(12)
        .map((index) => `c${index}.example,C ${index}\n`)
        .join('')}`,
    })
    const proposed = wholeOf(await connection.call('propose_mapping', { files: ['people.csv', 'companies.csv'] }))
    const { planId } = proposed
    const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
    expect(refused).toContain('hubspot_import_limit: companies.csv is too large for one import')
    expect(refused).toContain('Make two imports: call propose_mapping with companies.csv alone')
    expect(refused).toContain('Outcome: not_started')
    expect(posts(connection)).toBe(0)
  })

  test('is told of by validate_import, and by the question to the person', async () => {
    await using connection = await open(
      { 'leads.csv': HEADER + rows(25) },
      { flags: ['--sandbox', '--confirm', 'elicit'] },
    )
    const planId = await propose(connection, 'leads.csv')
    const report = wholeOf(await connection.call('validate_import', { planId }))
    expect(report).toMatchObject({
      ready: true,
      limits: expect.arrayContaining([
        { name: 'rows', fileName: 'leads.csv', value: 25, limit: 10, exceeded: true, parts: 3 },
      ]),
    })
    const asked = textOf(await connection.call('start_import', { planId }))
    expect(asked).toContain('it is sent in 3 parts or a few more')
  })
})

describe('a plan in parts', () => {
  /** Two parts are started, and as long as the time of the sandbox stands still the third waits for its place. */
  async function inTheMiddle(sandbox: Sandbox): Promise<{ connection: Connection; planId: string }> {
    const connection = await open({ 'leads.csv': HEADER + rows(35) }, { sandbox })
    const planId = await propose(connection, 'leads.csv')
    const result = await waiting(connection, planId)
    expect(result).toMatchObject({
      outcome: 'uploading',
      imports: [{ state: 'started' }, { state: 'started' }, { state: 'not_started' }, { state: 'not_started' }],
      waiting: { until: null, why: `imports ${importIds(result).slice(0, 2).reverse().join(', ')} are active` },
    })
    return { connection, planId }
  }

  const restart = ({ stateDir, folder, sandbox }: Connection, options: ConnectOptions = {}) =>
    open({}, { sandbox, stateDir, flags: ['--sandbox', '--allow-dir', folder], ...options })

  async function withSandbox(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
    const sandbox = await startSandbox({ importLimits: TEN_ROWS, clock: manualClock() })
    try {
      await work(sandbox)
    } finally {
      await sandbox.close()
    }
  }

  test('goes on after a restart only when asked, and sends no part twice', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using _first = connection
      await connection.context.close()
      await using second = await restart(connection)
      const told = await ended(second, planId)
      expect(told).toMatchObject({
        state: 'INCOMPLETE',
        records: { created: 20 },
        rows: { total: 35, lost: null },
        parts: [{ state: 'DONE' }, { state: 'DONE' }, { state: 'NOT_STARTED' }, { state: 'NOT_STARTED' }],
        nextStep: 'Part 3, 4 was not sent: call start_import with this planId to go on; no part is sent twice.',
      })
      expect(posts(connection)).toBe(2)
      wholeOf(await second.call('start_import', { planId }))
      expect(await ended(second, planId)).toMatchObject({ state: 'DONE', records: { created: 35, updated: 0 } })
      expect(posts(connection)).toBe(4)
    }))

  test('tells that some parts are started when an error comes before the next one', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using _first = connection
      await connection.context.close()
      await using second = await restart(connection)
      sandbox.faults.add({ method: 'GET', path: '*/imports', status: 500, times: 10_000 })
      const told = textOf(await second.call('start_import', { planId }))
      expect(told).toMatch(/^hubspot_unavailable: /)
      expect(told).toContain('Outcome: partial')
      // Another plan of the file does not know of them yet.
      const other = textOf(await second.call('start_import', { planId: await propose(second, 'leads.csv') }))
      expect(other).toContain('Outcome: partial')
      expect(posts(connection)).toBe(2)
    }))

  test('is not sent on when the file has changed, or would be cut in another way', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using _first = connection
      await connection.context.close()
      await using other = await restart(connection, { limits: { rows: 9 } })
      expect(textOf(await other.call('start_import', { planId }))).toContain(
        'file_changed: The parts of this plan are not those that were begun: parts 1 of 4',
      )
      await writeFile(join(connection.folder, 'leads.csv'), HEADER + rows(34) + row(36))
      await using second = await restart(connection)
      expect(textOf(await second.call('start_import', { planId }))).toContain('file_changed: leads.csv is not the file')
      expect(posts(connection)).toBe(2)
    }))

  test('is cancelled as a whole', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using running = connection
      expect(wholeOf(await running.call('cancel_import', { planId }))).toMatchObject({
        importId: null,
        actionStatus: 'COMPLETE',
        stateBefore: 'UPLOADING',
        state: 'INCOMPLETE',
        parts: [{ state: 'CANCELED' }, { state: 'CANCELED' }, { state: 'NOT_STARTED' }, { state: 'NOT_STARTED' }],
      })
      await sandbox.clock.settle()
      expect(posts(running)).toBe(2)
      expect(emails(running, 35)).toEqual([])
    }))

  test('that is cancelled when all is sent says how the file gets in after all, and gets in that way', () =>
    withSandbox(async (sandbox) => {
      await using running = await open({ 'leads.csv': HEADER + rows(15) }, { sandbox })
      const { planId } = await started(running)
      const { nextStep } = wholeOf(await running.call('cancel_import', { planId }))
      expect(nextStep).toBe(
        'Part 1, 2 ended CANCELED: not all its rows are imported. To import all parts of the file again, call start_import with allowRepeat: true.',
      )
      expect(wholeOf(await running.call('start_import', { planId, allowRepeat: true }))).toMatchObject({
        outcome: 'started',
      })
      expect(await ended(running, planId)).toMatchObject({ state: 'DONE', records: { created: 15 } })
    }))

  test('that is cancelled says which parts had ended, and that their records stay', () =>
    withSandbox(async (sandbox) => {
      await using running = await open({ 'leads.csv': HEADER + rows(55) }, { sandbox })
      const planId = await propose(running, 'leads.csv')
      await waiting(running, planId)
      await sandbox.clock.settle()
      // Parts 3 and 4 are at work, and the fifth waits.
      await expect.poll(() => posts(running), { timeout: 20_000 }).toBe(4)
      await waiting(running, planId)
      const told = wholeOf(await running.call('cancel_import', { planId }))
      const states = ['DONE', 'DONE', 'CANCELED', 'CANCELED', 'NOT_STARTED', 'NOT_STARTED']
      expect(told).toMatchObject({ actionStatus: 'COMPLETE', parts: states.map((state) => ({ state })) })
      expect(told.nextStep).toMatch(
        /^Imported and not undone: part 1, 2\. 20 records written before stay as they are: no tool can undo them\. /,
      )
      await sandbox.clock.settle()
      const cancels = sandbox.requests().filter(({ path }) => path.endsWith('/cancel'))
      expect([posts(running), cancels.length, emails(running, 55)]).toEqual([4, 2, all(20)])
    }))

  test('says that it is cancelled in part where HubSpot refuses to cancel the second import', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using running = connection
      const refused = { status: 403, body: { category: 'MISSING_SCOPES', message: 'no' } }
      sandbox.faults.add({ method: 'POST', path: '*/cancel', skip: 1, ...refused })
      const told = textOf(await running.call('cancel_import', { planId }))
      expect(told).toMatch(
        /^hubspot_forbidden: No further part is sent and the cancellation of 1 import was, but not of the next\. /,
      )
      expect(told).toMatch(/\nOutcome: partial\nHubSpot: 403 /)
      expect(wholeOf(await running.call('cancel_import', { planId }))).toMatchObject({
        parts: [{ state: 'CANCELED' }, { state: 'CANCELED' }, { state: 'NOT_STARTED' }, { state: 'NOT_STARTED' }],
      })
      expect(posts(running)).toBe(2)
    }))

  test('is cancelled by another process too, which does not send it itself', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using sending = connection
      await using other = await restart(connection)
      expect(wholeOf(await other.call('cancel_import', { planId }))).toMatchObject({
        state: 'INCOMPLETE',
        parts: [{ state: 'CANCELED' }, { state: 'CANCELED' }, { state: 'NOT_STARTED' }, { state: 'NOT_STARTED' }],
      })
      expect(await ended(sending, planId)).toMatchObject({
        state: 'INCOMPLETE',
        nextStep: expect.stringContaining(
          'Part 3, 4 was not sent (Part 3 of 4 was not started: The sending was cancelled',
        ),
      })
      await resumeImports(other.context)
      expect(posts(sending)).toBe(2)
      wholeOf(await sending.call('start_import', { planId }))
      expect(await ended(sending, planId)).toMatchObject({ records: { created: 15 } })
      expect(posts(sending)).toBe(4)
    }))

  test('goes on without a call when a server takes it up, but not when its file has changed', () =>
    withSandbox(async (sandbox) => {
      const { connection, planId } = await inTheMiddle(sandbox)
      await using _first = connection
      await connection.context.close()
      const path = join(connection.folder, 'leads.csv')
      await writeFile(path, HEADER + rows(34) + row(36))
      await using other = await restart(connection)
      await resumeImports(other.context)
      expect(other.logged.join('')).toContain('The import was not taken up: call start_import')
      expect(posts(connection)).toBe(2)
      await writeFile(path, HEADER + rows(35))
      await using second = await restart(connection)
      await resumeImports(second.context)
      expect(await ended(second, planId)).toMatchObject({ state: 'DONE', records: { created: 35, updated: 0 } })
      expect(posts(connection)).toBe(4)
      await resumeImports(second.context)
      expect(second.logged.filter((line) => line.includes('An import is taken up'))).toHaveLength(1)
    }))

  test('waits for the next day when its rows are used up, and says until when', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { limits: { rows: 10, rowsPerDay: 22 } })
    const planId = await propose(connection, 'leads.csv')
    const result = await waiting(connection, planId)
    expect(result).toMatchObject({
      outcome: 'uploading',
      imports: [{ state: 'started' }, { state: 'started' }, { state: 'not_started', importId: null }],
      waiting: { why: 'HubSpot takes 22 rows in 24 hours', until: expect.stringMatching(/^\d{4}-/) },
    })
    expect(result.nextStep).toContain('the next one waits until 2')
    const progress = wholeOf(await connection.call('get_import', { planId }))
    expect(progress).toMatchObject({ state: 'UPLOADING', finished: false, parts: [{}, {}, { state: 'WAITING' }] })
    expect(posts(connection)).toBe(2)
  })

  test('waits for midnight when the calls of a day are used up, and goes on by itself', async () => {
    const { clock, morning } = dayClock()
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { clock })
    const planId = await propose(connection, 'leads.csv')
    wholeOf(await connection.call('validate_import', { planId }))
    connection.sandbox.faults.add({
      ...{ method: 'POST', path: '*/imports', skip: 1, takeBody: true, status: 429 },
      body: { message: 'You have reached your daily limit.', errorType: 'RATE_LIMIT', policyName: 'DAILY' },
    })
    expect(await waiting(connection, planId)).toMatchObject({
      outcome: 'uploading',
      imports: [{ state: 'started' }, { state: 'not_started' }, { state: 'not_started' }],
      waiting: {
        why: 'the calls HubSpot allows in a day are used up',
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00.000Z$/),
      },
    })
    expect(posts(connection)).toBe(2)
    morning()
    expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 25, updated: 0 } })
    expect(posts(connection)).toBe(4)
  })

  test('waits again after a restart, with the time, as long as the calls of a day are used up', async () => {
    const { clock, morning } = dayClock()
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { clock })
    const planId = await propose(connection, 'leads.csv')
    wholeOf(await connection.call('validate_import', { planId }))
    connection.sandbox.faults.add({
      ...{ method: 'POST', path: '*/imports', skip: 1, times: 2, takeBody: true, status: 429 },
      body: { message: 'You have reached your daily limit.', errorType: 'RATE_LIMIT', policyName: 'DAILY' },
    })
    const isOver = { why: 'the calls HubSpot allows in a day are used up', until: expect.stringMatching(/^20\d\d-/) }
    expect((await waiting(connection, planId)).waiting).toEqual(isOver)
    await connection.context.close()
    await using second = await open(
      {},
      {
        ...{ clock, sandbox: connection.sandbox, stateDir: connection.stateDir },
        flags: ['--sandbox', '--allow-dir', connection.folder],
      },
    )
    expect((await waiting(second, planId)).waiting).toEqual(isOver)
    expect(posts(connection)).toBe(3)
    morning()
    expect(await ended(second, planId)).toMatchObject({ state: 'DONE', records: { created: 25, updated: 0 } })
    expect(posts(connection)).toBe(5)
  })

  test('ends with the time when the account is moved, and goes on from there', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { clock: patientClock })
    const planId = await propose(connection, 'leads.csv')
    wholeOf(await connection.call('validate_import', { planId }))
    connection.sandbox.faults.add({
      ...{ method: 'POST', path: '*/imports', skip: 1, takeBody: true, status: 477 },
      ...{ headers: { 'Retry-After': '7200' }, body: { message: 'moving', category: 'MIGRATION' } },
    })
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toContain('hubspot_migrating: Part 2 of 3 was not started: ')
    expect(refused).toMatch(/Try again after 20\d\d-.*Z \(in 7200 s\)/)
    expect(refused).toContain('Outcome: partial')
    wholeOf(await connection.call('start_import', { planId }))
    expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 25, updated: 0 } })
    expect(posts(connection)).toBe(4)
  })

  test('waits while two imports are active, of which one is DEFERRED', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) })
    const planId = await propose(connection, 'leads.csv')
    const time = '2026-05-01T12:00:00Z'
    const active = ['DEFERRED', 'PROCESSING'].map((state, index) => ({
      ...{ id: String(index + 1), state, createdAt: time, updatedAt: time, metadata: { counters: {} } },
    }))
    const list = { method: 'GET', path: '*/imports', times: 10_000, status: 200, body: { results: active } }
    connection.sandbox.faults.add(list)
    expect(await waiting(connection, planId)).toMatchObject({
      imports: [{ state: 'not_started' }, { state: 'not_started' }, { state: 'not_started' }],
      waiting: { why: 'imports 1, 2 are active', until: null },
    })
    expect(posts(connection)).toBe(0)
    connection.sandbox.faults.clear()
    expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 25, updated: 0 } })
  })

  test('ends with what HubSpot refused, and goes on from there', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) }, { clock: patientClock })
    const planId = await propose(connection, 'leads.csv')
    wholeOf(await connection.call('validate_import', { planId }))
    connection.sandbox.faults.add({
      ...{ method: 'POST', path: '*/imports', skip: 1, takeBody: true, status: 400 },
      body: { message: 'no', category: 'VALIDATION_ERROR' },
    })
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toContain('hubspot_bad_request: Part 2 of 3 was not started: ')
    expect(refused).toContain('Then call start_import with the same planId')
    expect(refused).toContain('Outcome: partial')
    wholeOf(await connection.call('start_import', { planId }))
    expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 25, updated: 0 } })
    const { results } = await (await connection.context.connect()).imports.list({ limit: 100 })
    expect(results).toHaveLength(3)
  })
})

describe('the token of parts that are being sent', () => {
  const oauthFlags = (sandbox: Sandbox) => ['--confirm', 'never', '--base-url', sandbox.url]
  const oauthEnv = ({ oauth }: Sandbox) => ({
    HUBSPOT_CLIENT_ID: oauth.clientId,
    HUBSPOT_CLIENT_SECRET: oauth.clientSecret,
    HUBSPOT_REFRESH_TOKEN: oauth.refreshToken,
  })

  /** Two parts are started, the third waits for its place, and every access token is over. */
  async function withExpired(work: (connection: Connection, planId: string) => Promise<void>): Promise<void> {
    const sandbox = await startSandbox({ importLimits: TEN_ROWS, clock: manualClock() })
    try {
      const options = { sandbox, flags: oauthFlags(sandbox), env: oauthEnv(sandbox) }
      await using connection = await open({ 'leads.csv': HEADER + rows(35) }, options)
      const planId = await propose(connection, 'leads.csv')
      await waiting(connection, planId)
      sandbox.faults.expireTokens()
      await work(connection, planId)
    } finally {
      await sandbox.close()
    }
  }

  test('is renewed when it is over', () =>
    withExpired(async (connection, planId) => {
      expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 35, updated: 0 } })
      const complete = connection.sandbox.requests().filter(({ method, path, status }) => {
        return method === 'POST' && path.endsWith('/imports') && status === 200
      })
      expect(complete).toHaveLength(4)
    }))

  test('leaves, revoked, a plan that start_import finishes with a good one', () =>
    withExpired(async (connection, planId) => {
      const { sandbox } = connection
      const body = { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }
      sandbox.faults.add({ method: 'POST', path: '/oauth/*', times: 10_000, status: 400, body })
      for (;;) {
        const refused = await connection.call('start_import', { planId })
        if (textOf(refused).startsWith('hubspot_unauthorized: ')) break
        await pause(50)
      }
      expect(posts(connection)).toBe(2)
      sandbox.faults.clear()
      const told = await ended(connection, planId)
      expect(told).toMatchObject({ state: 'INCOMPLETE', records: { created: 20 } })
      expect(told.nextStep).toMatch(/Part 3, 4 was not sent \(.*refused.*\): call start_import/)
      wholeOf(await connection.call('start_import', { planId }))
      expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', records: { created: 35, updated: 0 } })
      expect(posts(connection)).toBe(4)
    }))
})

describe('a part whose answer was lost', () => {
  test('is looked for, and as long as that goes on nobody is told that the sending is over', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(15) })
    const planId = await propose(connection, 'leads.csv')
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', takeBody: true, reset: true })
    const told = await vi.waitFor(async () => {
      const result = wholeOf(await connection.call('start_import', { planId }))
      expect(result.imports).toMatchObject([{ state: 'unknown' }, { state: 'not_started' }])
      return result
    }, 8_000)
    expect(told.outcome).toBe('uploading')
    expect(told.nextStep).toContain('The parts are sent one after the other while this server runs')
    const progress = wholeOf(await connection.call('get_import', { planId }))
    expect(progress).toMatchObject({ state: 'UPLOADING', finished: false, parts: [{ state: 'UNKNOWN' }, {}] })
  })

  test('is never sent again by itself, and the others are sent when asked', async () => {
    await using connection = await open({ 'leads.csv': HEADER + rows(25) })
    const planId = await propose(connection, 'leads.csv')
    wholeOf(await connection.call('validate_import', { planId }))
    connection.sandbox.faults.add({ method: 'POST', path: '*/imports', skip: 1, takeBody: true, reset: true })
    wholeOf(await connection.call('start_import', { planId }))
    for (;;) {
      const { outcome, imports } = wholeOf(await connection.call('start_import', { planId }))
      if (outcome === 'unknown' && JSON.stringify(imports).includes('"part":3,"rows":5,"state":"started"')) break
      await connection.sandbox.clock.settle()
      await pause(50)
    }
    const told = await ended(connection, planId)
    expect(told).toMatchObject({
      state: 'INCOMPLETE',
      allImported: false,
      records: { created: 15 },
      parts: [{ state: 'DONE' }, { part: 2, importId: null, state: 'UNKNOWN' }, { state: 'DONE' }],
    })
    expect(told.nextStep).toContain('No answer came for part 2')
    expect(posts(connection)).toBe(3)
    const { sandbox, stateDir, folder } = connection
    await using restarted = await open({}, { sandbox, stateDir, flags: ['--sandbox', '--allow-dir', folder] })
    await resumeImports(restarted.context)
    for (const on of [restarted, connection]) {
      const again = wholeOf(await on.call('start_import', { planId }))
      expect(again).toMatchObject({
        outcome: 'unknown',
        imports: [{ state: 'started' }, { importId: null, state: 'unknown' }, { state: 'started' }],
        nextStep: expect.stringMatching(/look for "leads.* \(part 2 of 3\) ~[0-9A-Z]{12}".* Nothing is sent again/),
      })
    }
    expect(posts(connection)).toBe(3)
  })
})

describe('errors over parts', () => {
  const HEAD = 'First Name,Email,Birthday\n'
  const FAULTY = new Set([5, 10, 11, 25])
  const line = (index: number) =>
    `"Name\n${index}",person${index}@example.com${FAULTY.has(index) ? ',x' : ''},2024-01-02\n`
  const content = HEAD + all(25).map(line).join('')

  test('have the lines of the source file, and come back as one file', async () => {
    await using connection = await open({ 'leads.csv': content })
    const { planId } = await started(connection, 'leads.csv', { acceptFindings: true })
    expect(await ended(connection, planId)).toMatchObject({ state: 'DONE', rows: { total: 25, lost: 4 }, errors: 4 })
    const told = wholeOf(await connection.call('get_import_errors', { planId, limit: 2 }))
    const lines = (answer: Record<string, unknown>) =>
      Array.isArray(answer.errors) ? answer.errors.map((error) => error.line) : []
    expect(told).toMatchObject({ importId: null, total: 4, complete: true, rows: { lost: 4 }, linesOf: 'source file' })
    expect(lines(told)).toEqual([10, 20])
    const more = wholeOf(await connection.call('get_import_errors', { planId, limit: 2, after: told.after }))
    expect(lines(more)).toEqual([22, 50])
    expect(more.after).toBeNull()
    const exported = wholeOf(await connection.call('export_failed_rows', { planId }))
    const [plan] = Array.isArray(exported.plans) ? exported.plans : []
    expect(plan).toMatchObject({ rows: 4 })
    const written = await readFile(String(plan.files[0].path), 'utf8')
    expect([...written.matchAll(/person(\d+)@/g)].map(([, index]) => Number(index))).toEqual([...FAULTY])
  })

  test('are led back to the source for the import of one part too', async () => {
    await using connection = await open({ 'leads.csv': content })
    const { planId, result } = await started(connection, 'leads.csv', { acceptFindings: true })
    await ended(connection, planId)
    const told = wholeOf(await connection.call('get_import_errors', { importId: importIds(result)[2] }))
    expect(told).toMatchObject({ importId: importIds(result)[2], total: 1, errors: [{ line: 50 }] })
  })
})
