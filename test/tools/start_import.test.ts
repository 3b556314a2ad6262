import { EventEmitter, once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { manualClock } from '../../src/sandbox/sandbox-clock.ts'
import { type Connection, connect, structuredOf, textOf, wholeOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import { CLEAN, FAULTY, propose } from './plan-files.ts'

const ASKING = ['--sandbox', '--confirm', 'elicit']
const TEN_MINUTES = 600_000

const uploads = ({ sandbox }: Connection) =>
  sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports'))

test('start_import starts an import and names it so that it can be found again', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv', { name: 'Leads May' })
  expect(wholeOf(await connection.call('start_import', { planId }))).toEqual({
    outcome: 'started',
    environment: 'sandbox',
    planId,
    imports: [
      {
        importId: expect.stringMatching(/^\d+$/),
        importName: expect.stringMatching(/^Leads May ~[0-9A-HJKMNP-TV-Z]{12}$/),
        part: 1,
        rows: 2,
        state: 'started',
      },
    ],
    upload: { sentBytes: expect.any(Number), totalBytes: expect.any(Number) },
    nextStep: 'Call get_import with this planId and waitSeconds: 20.',
  })
})

test('start_import refuses a file with findings until they are accepted', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toContain(
    'findings_block: The check of 4 rows found problems: 2 rows and 1 value lost (INVALID_EMAIL 2, INVALID_ENUMERATION_OPTION 1).',
  )
  expect(refused).toContain('Outcome: not_started')
  expect(wholeOf(await connection.call('start_import', { planId, acceptFindings: true })).outcome).toBe('started')
})

test('start_import asks the person, and starts after a yes', async () => {
  const asked: string[] = []
  await using connection = await connect({
    flags: ASKING,
    files: { 'leads.csv': CLEAN },
    elicit: (params) => {
      asked.push(params.message)
      return { action: 'accept', content: { answer: 'yes' } }
    },
  })
  const planId = await propose(connection, 'leads.csv')
  expect(wholeOf(await connection.call('start_import', { planId })).outcome).toBe('started')
  expect(asked).toEqual([expect.stringContaining('Import 2 rows of leads.csv into sandbox account')])
})

test.each([
  ['declines', { action: 'decline' as const }],
  ['cancels', { action: 'cancel' as const }],
  ['answers nothing', { action: 'accept' as const, content: {} }],
])('start_import sends nothing when the person %s', async (_title, answer) => {
  for (const era of ['modern', 'legacy'] as const) {
    await using connection = await connect({ era, flags: ASKING, files: { 'leads.csv': CLEAN }, elicit: () => answer })
    const planId = await propose(connection, 'leads.csv')
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toMatch(/^confirmation_required: .*\nOutcome: not_started$/s)
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  }
})

/** A person whose form is `shown`, and who says yes when `answered` is emitted. */
function lateYes() {
  const form = new EventEmitter()
  const shown = once(form, 'shown')
  const elicit = async () => {
    const answered = once(form, 'answered')
    form.emit('shown')
    await answered
    return { action: 'accept' as const, content: { answer: 'yes' } }
  }
  return { form, shown, elicit }
}

test.each(['modern', 'legacy'] as const)(
  'start_import sends nothing when a form was given up before the person said yes (%s)',
  async (era) => {
    const { form, shown, elicit } = lateYes()
    await using connection = await connect({ era, flags: ASKING, files: { 'leads.csv': CLEAN }, elicit })
    const planId = await propose(connection, 'leads.csv')
    const givenUp = new AbortController()
    const call = connection.client.callTool({ name: 'start_import', arguments: { planId } }, { signal: givenUp.signal })
    await shown
    givenUp.abort()
    form.emit('answered')
    await expect(call).rejects.toThrow()
    const told = textOf(await connection.call('get_import', { planId }))
    expect(told).toMatch(/^plan_unknown: This plan was never started\./)
    expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  },
)

test('start_import sends nothing when a form has no answer for ten minutes, nor when one comes later', async () => {
  const { form, shown, elicit } = lateYes()
  await using connection = await connect({ era: 'legacy', flags: ASKING, files: { 'leads.csv': CLEAN }, elicit })
  const { client, sandbox } = connection
  const planId = await propose(connection, 'leads.csv')
  await connection.call('validate_import', { planId })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const call = client.callTool({ name: 'start_import', arguments: { planId } }, { timeout: 2 * TEN_MINUTES })
    await shown
    await vi.advanceTimersByTimeAsync(TEN_MINUTES - 1_000)
    const early = await Promise.race([call, Promise.resolve('still open')])
    await vi.advanceTimersByTimeAsync(2_000)
    const told = await call
    expect([early, told.isError, textOf(told)]).toEqual(['still open', true, expect.stringContaining('timed out')])
  } finally {
    vi.useRealTimers()
  }
  form.emit('answered')
  expect(textOf(await connection.call('get_import', { planId }))).toMatch(
    /^plan_unknown: This plan was never started\./,
  )
  expect(sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
})

test('start_import needs the text of exactly this plan where the client cannot ask', async () => {
  await using connection = await connect({ flags: ASKING, files: { 'leads.csv': CLEAN } })
  const planId = await propose(connection, 'leads.csv')
  const { confirm } = wholeOf(await connection.call('validate_import', { planId }))
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toMatch(/^confirmation_required: .*\nFix: .*\nOutcome: not_started$/s)
  expect(refused).toContain(`confirm: "${confirm}"`)
  await connection.call('revise_mapping', { planId, columns: [{ column: 'First Name', propertyName: null }] })
  expect(textOf(await connection.call('start_import', { planId, confirm }))).toMatch(
    /^confirmation_mismatch: confirm "start [0-9a-f]{12}" does not belong to this call: it changed since it was shown/,
  )
  expect(uploads(connection)).toEqual([])
  const again = wholeOf(await connection.call('validate_import', { planId }))
  expect(wholeOf(await connection.call('start_import', { planId, confirm: again.confirm })).outcome).toBe('started')
})

test.each(['yes', 'Start the import', 'start', ''])(
  'start_import asks again where confirm is "%s", and claims no change',
  async (confirm) => {
    await using connection = await connect({ flags: ASKING, files: { 'leads.csv': CLEAN } })
    const planId = await propose(connection, 'leads.csv')
    const shown = wholeOf(await connection.call('validate_import', { planId }))
    const refused = textOf(await connection.call('start_import', { planId, confirm }))
    expect(refused).toMatch(/^confirmation_mismatch: confirm ".*" is not the text of this call\. Import 2 rows /)
    expect(refused).toContain(`call again with confirm: "${shown.confirm}".`)
    expect(refused).not.toContain('changed')
    expect(uploads(connection)).toEqual([])
  },
)

test('start_import takes one yes for one import: that to a start is none to a repetition, nor that to another repetition', async () => {
  await using connection = await connect({ flags: ASKING, files: { 'leads.csv': CLEAN } })
  const first = await propose(connection, 'leads.csv')
  const { confirm } = wholeOf(await connection.call('validate_import', { planId: first }))
  const started = wholeOf(await connection.call('start_import', { planId: first, confirm }))
  const repeat = async (text: unknown) => {
    const planId = await propose(connection, 'leads.csv')
    const ask = (more: object) => connection.call('start_import', { planId, allowRepeat: true, ...more })
    expect(textOf(await ask({ confirm: text }))).toMatch(/^confirmation_mismatch: .*Outcome: not_started/s)
    const asking = textOf(await ask({}))
    expect(asking).toMatch(/^confirmation_required: Import 2 rows .* once more, also where it was imported before\?/)
    const agreed = { confirm: /confirm: "(repeat [^"]+)"/.exec(asking)?.[1] }
    const repeated = wholeOf(await ask(agreed))
    expect(repeated.outcome).toBe('started')
    expect(textOf(await ask(agreed))).toMatch(/^confirmation_mismatch: /)
    return agreed.confirm
  }
  await repeat(await repeat(confirm))
  expect(started.outcome).toBe('started')
  expect(uploads(connection)).toHaveLength(3)
})

test('start_import repeats no importRequest, of which each call would be one import more', async () => {
  await using connection = await connect({ files: { 'leads.csv': CLEAN } })
  const columnMappings = [{ columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email' }]
  const importRequest = { files: [{ fileName: 'leads.csv', fileImportPage: { hasHeader: true, columnMappings } }] }
  const refused = await connection.call('start_import', { importRequest, files: ['leads.csv'], allowRepeat: true })
  expect(textOf(refused)).toMatch(/^invalid_arguments: allowRepeat was given with an importRequest.*not_started$/s)
  expect(uploads(connection)).toEqual([])
})

test('start_import names only what is lost when it refuses, no mere notices', async () => {
  const csv =
    'First Name,Email,Company Name,Company Domain,Company City\nAnn,ann at home,Lee,lee.example,Bern\nBob,bob@lee.example,Lee,lee.example,Basel\n'
  await using connection = await connect({ files: { 'leads.csv': csv } })
  const planId = await propose(connection, 'leads.csv')
  expect(JSON.stringify(wholeOf(await connection.call('validate_import', { planId })))).toContain(
    'DUPLICATE_ALTERNATE_ID',
  )
  const refused = textOf(await connection.call('start_import', { planId }))
  expect(refused).toContain('found problems: 1 row lost (INVALID_EMAIL 1).')
})

test('start_import refuses a plan of another account', async () => {
  const sandboxes = [await startSandbox(), await startSandbox()] as const
  try {
    await using first = await connect({ files: { 'leads.csv': CLEAN }, sandbox: sandboxes[0] })
    const planId = await propose(first, 'leads.csv')
    await using second = await connect({ sandbox: sandboxes[1] })
    await second.context.plans.save(await first.context.plans.get(planId))
    const refused = textOf(await second.call('start_import', { planId }))
    expect(refused).toMatch(/^plan_wrong_portal: .*\nOutcome: not_started$/s)
    const sent = sandboxes.flatMap((sandbox) => sandbox.requests().filter(({ method }) => method === 'POST'))
    expect(sent).toEqual([])
  } finally {
    for (const sandbox of sandboxes) await sandbox.close()
  }
})

test('start_import of an import that was cancelled says so, and how it is imported after all', async () => {
  const sandbox = await startSandbox({ clock: manualClock() })
  await using connection = await connect({ files: { 'leads.csv': CLEAN }, sandbox })
  const planId = await propose(connection, 'leads.csv')
  const importId = at(structuredOf(await connection.call('start_import', { planId })), 'imports', 0, 'importId')
  structuredOf(await connection.call('cancel_import', { planId }))
  const other = await propose(connection, 'leads.csv')
  for (const id of [planId, other]) {
    const again = await connection.call('start_import', { planId: id })
    expect(structuredOf(again)).toMatchObject({
      outcome: 'already_started',
      imports: [{ importId, state: 'started', hubspotState: 'CANCELED' }],
      nextStep: expect.stringMatching(/^The import was cancelled: .* call start_import with allowRepeat: true\.$/),
    })
    expect(textOf(again)).toContain(`nothing was sent again: ${importId}. Import ${importId} is CANCELED now`)
  }
  for (const fault of [{ status: 403, body: { message: 'no' } }, { delayMs: 15_000 }]) {
    sandbox.faults.add({ method: 'GET', path: `*/imports/${importId}`, ...fault })
    const unread = structuredOf(await connection.call('start_import', { planId }))
    expect(unread).toMatchObject({ outcome: 'already_started', imports: [{ importId, state: 'started' }] })
    expect(at(unread, 'imports', 0)).not.toHaveProperty('hubspotState')
  }
  expect(uploads(connection)).toHaveLength(1)
  expect(structuredOf(await connection.call('start_import', { planId, allowRepeat: true })).outcome).toBe('started')
  expect(uploads(connection)).toHaveLength(2)
  await sandbox.close()
})

test.each(['never', 'elicit'])(
  'start_import says how to connect when there are no credentials, before anybody is asked: --confirm %s',
  async (confirm) => {
    await using connection = await connect({ flags: ['--confirm', confirm], files: { 'leads.csv': CLEAN } })
    const planId = await propose(connection, 'leads.csv')
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toContain('not_connected')
    expect(refused).toContain('HUBSPOT_ACCESS_TOKEN')
    expect(refused).toContain('Outcome: not_started')
  },
)

test('start_import is not there in a read-only server', async () => {
  await using connection = await connect({ flags: ['--sandbox', '--read-only'], files: { 'leads.csv': CLEAN } })
  const { tools } = await connection.client.listTools()
  expect(tools.map(({ name }) => name)).not.toContain('start_import')
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
  const { planId } = structuredOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  const calling = connection.call('start_import', { planId, confirm: 'anything' })
  await expect(calling).rejects.toMatchObject({ code: -32_602 })
  expect(uploads(connection)).toEqual([])
})

test('start_import asks again for a plan that was changed after its start', async () => {
  let asked = 0
  await using connection = await connect({
    flags: ASKING,
    files: { 'leads.csv': CLEAN },
    elicit: () => {
      asked += 1
      return { action: 'accept', content: { answer: 'yes' } }
    },
  })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('start_import', { planId })
  const columns = [{ column: 'First Name', propertyName: 'jobtitle' }]
  const revised = wholeOf(await connection.call('revise_mapping', { planId, columns }))
  expect(revised.planId).not.toBe(planId)
  wholeOf(await connection.call('start_import', { planId: revised.planId }))
  expect(asked).toBe(2)
})

test('start_import takes an importRequest with the text that its refusal names', async () => {
  await using connection = await connect({ flags: ASKING, files: { 'leads.csv': CLEAN } })
  const columnMappings = [
    { columnObjectTypeId: '0-1', columnName: 'First Name', propertyName: 'firstname' },
    { columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' },
  ]
  const importRequest = { files: [{ fileName: 'leads.csv', fileImportPage: { hasHeader: true, columnMappings } }] }
  const args = { importRequest, files: ['leads.csv'] }
  const confirm = /confirm: "([^"]+)"/.exec(textOf(await connection.call('start_import', args)))?.[1]
  expect(wholeOf(await connection.call('start_import', { ...args, confirm })).outcome).toBe('started')
})

test('start_import sends nothing that HubSpot would refuse as a whole, whatever is accepted, and says what to do', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,First Name\na@x.example,Ann\n' } })
  const planId = await propose(connection, 'leads.csv')
  const columns = [
    { column: 'Email', propertyName: null },
    { column: 'First Name', propertyName: null },
  ]
  await connection.call('revise_mapping', { planId, columns })
  const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
  expect(refused).toMatch(/^findings_block: HubSpot would refuse the whole import \(INVALID_COLUMN_CONFIGURATION\): /)
  expect(refused).toContain('acceptFindings does not help here')
  expect(refused).toContain('Outcome: not_started')
  expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  const mended = [{ column: 'Email', objectTypeId: '0-1', propertyName: 'email', columnType: 'HUBSPOT_ALTERNATE_ID' }]
  await connection.call('revise_mapping', { planId, columns: mended })
  expect(wholeOf(await connection.call('start_import', { planId })).outcome).toBe('started')
})

test('start_import sends nothing of a file that cannot be read to its end, whatever is accepted', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `a${index}@x.example,Ann\n`).join('')
  await using connection = await connect({ files: { 'leads.csv': `Email,First Name\n${rows}b@x.example,"Bo\n` } })
  const planId = await propose(connection, 'leads.csv')
  const refused = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
  expect(refused).toContain('findings_block: A file of the plan cannot be read to its end')
  expect(connection.sandbox.requests().filter(({ path }) => path.endsWith('/imports'))).toEqual([])
})

test('start_import asks about the values that will be lost too', async () => {
  const csv = 'Email,Lifecycle Stage\nann@example.com,Nonsense\nnot-an-email,lead\n'
  await using connection = await connect({ files: { 'leads.csv': csv }, flags: ['--sandbox', '--confirm', 'elicit'] })
  const planId = await propose(connection, 'leads.csv')
  const asked = textOf(await connection.call('start_import', { planId, acceptFindings: true }))
  expect(asked).toContain('confirmation_required: Import 2 rows of leads.csv')
  expect(asked).toContain('? 1 row and 1 value will be lost.')
})
