import { expect, test } from 'vitest'
import { z } from 'zod'
import { connect, textOf, wholeOf } from '../connect.ts'
import { UNKNOWN_PLAN_ID } from '../unknown-plan.ts'
import { FAULTY, propose } from './plan-files.ts'

test('revise_mapping changes columns, options and repairs, and says what changed', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const answer = wholeOf(
    await connection.call('revise_mapping', {
      planId,
      columns: [
        { column: 'Internal code', objectTypeId: 'contacts', propertyName: 'numemployees' },
        { column: 0, propertyName: null },
      ],
      importOperations: { contacts: 'CREATE' },
      repairs: [{ repair: 'trim', column: 'Email' }],
    }),
  )
  expect(answer).toMatchObject({
    changed: [
      '"First Name" is left out',
      '"Email" → 0-1.email HUBSPOT_ALTERNATE_ID, repairs trim',
      '"Internal code" → 0-1.numemployees STANDARD',
      'contacts (0-1): CREATE',
    ],
    importOperations: { '0-1': 'CREATE' },
  })
})

test('revise_mapping drops the check of the plan as soon as something changed', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  await connection.call('validate_import', { planId })
  expect((await connection.context.plans.get(planId)).preflight).toBeDefined()
  await connection.call('revise_mapping', { planId, columns: [] })
  expect((await connection.context.plans.get(planId)).preflight).toBeDefined()
  await connection.call('revise_mapping', { planId, dateFormat: 'YEAR_MONTH_DAY' })
  expect((await connection.context.plans.get(planId)).preflight).toBeUndefined()
})

test.each([
  [
    { columns: [{ column: 'E-mail', propertyName: 'email' }] },
    'column_not_in_file: "E-mail" is not a column of leads.csv; its columns are First Name, Email, Lifecycle Stage, Internal code.',
  ],
  [
    { columns: [{ column: 'Email', propertyName: 'emial' }] },
    'unknown_property: contacts (0-1) have no property "emial". Did you mean "email"?',
  ],
  [{ planId: UNKNOWN_PLAN_ID }, 'plan_unknown: There is no plan with this planId.'],
  [{ timeZone: 'Mars/Base' }, 'timeZone: a time zone is a name such as Europe/Berlin'],
  [{ planId: 'x' }, 'invalid_arguments: revise_mapping: planId: a planId is p and 39 digits.'],
])('revise_mapping refuses %j', async (args, text) => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  expect(textOf(await connection.call('revise_mapping', { planId, ...args }))).toContain(text)
})

const LONG = 'L'.repeat(250)

test.each([
  ['a line break as it is', 'First\nName'],
  ['a line break as the answer shows it', 'First\\nName'],
  ['a blank in place of the line break', 'First Name'],
  ['other capitals', 'first name'],
])('revise_mapping knows a column by its header with %s', async (_, column) => {
  await using connection = await connect({ files: { 'odd.csv': '"First\nName",Email\nAnn,ann@example.com\n' } })
  const planId = await propose(connection, 'odd.csv')
  const columns = [{ column, propertyName: 'lastname' }]
  const { changed } = wholeOf(await connection.call('revise_mapping', { planId, columns }))
  expect(changed).toEqual(['"First\\nName" → 0-1.lastname STANDARD'])
})

test('revise_mapping takes every columnName back as propose_mapping shows it, the exact one first', async () => {
  const headers = ['Email', 'E-Mail\u200b', ' Size ', 'size', LONG, '1']
  await using connection = await connect({ files: { 'odd.csv': `${headers.join()}\na@example.com,2,3,4,5,6\n` } })
  const mapped = wholeOf(await connection.call('propose_mapping', { file: 'odd.csv' }))
  const [{ columns }] = z
    .tuple([z.object({ columns: z.array(z.object({ columnName: z.string() })) })])
    .parse(mapped.files)
  for (const [index, { columnName }] of columns.entries()) {
    const change = [{ column: columnName, objectTypeId: '0-1', propertyName: 'jobtitle' }]
    wholeOf(await connection.call('revise_mapping', { planId: mapped.planId, columns: change }))
    const plan = await connection.context.plans.get(String(mapped.planId))
    expect(plan.files[0]?.columns[index]).toMatchObject({ columnName: headers[index], propertyName: 'jobtitle' })
    const back = [{ column: index, propertyName: '' }]
    wholeOf(await connection.call('revise_mapping', { planId: mapped.planId, columns: back }))
  }
  const unclear = await connection.call('revise_mapping', { planId: mapped.planId, columns: [{ column: 'SIZE' }] })
  expect(textOf(unclear)).toContain('2 columns are meant by "SIZE": index 2, 3.')
})

test('revise_mapping takes a property without an object for one of the only object of the plan', async () => {
  const text = 'Email,Internal code\na@example.com,7\n'
  const both = 'Email,Company Domain Name,Internal code\na@example.com,acme.com,7\n'
  await using connection = await connect({ files: { 'one.csv': text, 'both.csv': both } })
  const columns = [{ column: 'Internal code', propertyName: 'jobtitle' }]
  const one = await connection.call('revise_mapping', { planId: await propose(connection, 'one.csv'), columns })
  expect(wholeOf(one).changed).toEqual(['"Internal code" → 0-1.jobtitle STANDARD'])
  const two = await connection.call('revise_mapping', { planId: await propose(connection, 'both.csv'), columns })
  expect(textOf(two)).toContain('mapping_incomplete: No object type is known for column "Internal code".')
})

test('revise_mapping tells two columns of the same name apart by their index', async () => {
  await using connection = await connect({
    files: { 'two.csv': 'Email,Email,Name\na@example.com,b@example.com,Ann\n' },
  })
  const planId = await propose(connection, 'two.csv')
  const byName = await connection.call('revise_mapping', { planId, columns: [{ column: 'Email', propertyName: null }] })
  expect(textOf(byName)).toContain('2 columns are meant by "Email": index 0, 1.')
  const byIndex = await connection.call('revise_mapping', {
    planId,
    columns: [{ column: 1, objectTypeId: '0-1', propertyName: 'work_email' }],
  })
  expect(wholeOf(byIndex).changed).toEqual(['"Email" → 0-1.work_email STANDARD'])
})

test('revise_mapping never changes a plan that is started meanwhile', async () => {
  await using starting = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(starting, 'leads.csv')
  const { sandbox, stateDir } = starting
  await using revising = await connect({ sandbox, stateDir })
  const { account } = revising.context
  const { definitions } = account
  account.definitions = async (query) => {
    wholeOf(await starting.call('start_import', { planId, acceptFindings: true }))
    return definitions(query)
  }
  const before = await starting.context.plans.get(planId)
  const args = { planId, columns: [{ column: 'First Name', propertyName: 'lastname' }] }
  expect(textOf(await revising.call('revise_mapping', args))).toContain('plan_changed: The plan was started while')
  const { contentKeys, preflight, ...after } = await starting.context.plans.get(planId)
  expect(contentKeys).toHaveLength(1)
  expect({ ...after, contentKeys: [] }).toEqual(before)
})

test('revise_mapping loses no change of calls that are made at the same time', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const column = { column: 'Internal code', objectTypeId: 'contacts', propertyName: 'numemployees' }
  const calls = [
    { columns: [column] },
    { dateFormat: 'YEAR_MONTH_DAY' },
    { repairs: [{ repair: 'clean_email', column: 'Email' }] },
  ].map((change) => connection.call('revise_mapping', { planId, ...change }))
  for (const result of await Promise.all(calls)) wholeOf(result)
  const { dateFormat, files } = await connection.context.plans.get(planId)
  const [, email, , code] = files[0]?.columns ?? []
  expect([dateFormat, email?.repairs, code?.propertyName]).toEqual(['YEAR_MONTH_DAY', ['clean_email'], 'numemployees'])
})

test('start_import does not send a plan that is revised meanwhile', async () => {
  await using starting = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(starting, 'leads.csv')
  const { sandbox, stateDir } = starting
  await using revising = await connect({ sandbox, stateDir })
  const { account } = starting.context
  const { definitions } = account
  const args = { planId, columns: [{ column: 'First Name', propertyName: 'lastname' }] }
  account.definitions = async (query) => {
    wholeOf(await revising.call('revise_mapping', args))
    return definitions(query)
  }
  const answer = textOf(await starting.call('start_import', { planId, acceptFindings: true }))
  expect(answer).toContain('plan_changed: The plan was revised while it was being started, so nothing was sent.')
  expect(answer).toContain('Outcome: not_started')
  expect(sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
  account.definitions = definitions
  const started = wholeOf(await starting.call('start_import', { planId, acceptFindings: true }))
  expect(started).toMatchObject({ outcome: 'started' })
})

test('revise_mapping makes a column one of labels, and the property that was guessed goes', async () => {
  await using connection = await connect({
    files: { 'staff.csv': 'Email,Company domain,Role\na@b.example,b.example,Boss\n' },
  })
  const planId = await propose(connection, 'staff.csv')
  const role = { column: 'Role', objectTypeId: 'contacts', toColumnObjectTypeId: 'companies' }
  const columns = [{ ...role, columnType: 'FLEXIBLE_ASSOCIATION_LABEL' }]
  const { columns: revised, changed } = wholeOf(await connection.call('revise_mapping', { planId, columns }))
  expect(changed).toEqual(['"Role" → link of 0-1 to 0-2, FLEXIBLE_ASSOCIATION_LABEL'])
  expect(revised).toContainEqual(
    expect.objectContaining({ columnName: 'Role', propertyName: null, toColumnObjectTypeId: '0-2' }),
  )
})

test('revise_mapping takes an index as a number and an empty property name for leaving out', async () => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const answer = await connection.call('revise_mapping', { planId, columns: [{ column: 0, propertyName: '' }] })
  expect(answer.structuredContent).toMatchObject({ changed: ['"First Name" is left out'] })
  expect(answer.structuredContent).not.toHaveProperty('columns')
  const listed = await connection.call('revise_mapping', { planId, columnsFrom: 1 })
  expect(listed.structuredContent).toMatchObject({ changed: [], columns: [{ index: 1 }, { index: 2 }, { index: 3 }] })
})

test.each([
  [
    'Email',
    'iso_date',
    '0-1.email, which holds e-mail addresses',
    'trim, replace_values, blank_placeholder, clean_email.',
  ],
  [
    'Close Date',
    'decimal_comma',
    '0-1.closedate, which holds dates with a time',
    'trim, replace_values, blank_placeholder, iso_date.',
  ],
  [
    'Stage',
    'clean_email',
    '0-1.lifecyclestage, which holds options',
    'trim, replace_values, blank_placeholder, match_option.',
  ],
  [
    'Phone',
    'match_option',
    '0-1.phone, which holds phone numbers',
    'trim, replace_values, blank_placeholder, phone_e164.',
  ],
])('revise_mapping refuses a repair that does nothing for %s', async (column, repair, place, fitting) => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,Close Date,Stage,Phone\na@b.example,,,\n' } })
  const { planId } = wholeOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  const columns = [
    { column: 'Stage', objectTypeId: 'contacts', propertyName: 'lifecyclestage' },
    { column: 'Close Date', objectTypeId: 'contacts', propertyName: 'closedate' },
  ]
  const refused = textOf(await connection.call('revise_mapping', { planId, columns, repairs: [{ column, repair }] }))
  expect(refused).toContain(`invalid_arguments: ${repair} does nothing for "${column}": it goes into ${place}.`)
  expect(refused).toContain(`Repairs for this column: ${fitting}`)
  const everywhere = await connection.call('revise_mapping', { planId, repairs: [{ repair }] })
  expect(everywhere.isError).not.toBe(true)
})

test.each(['Europe/Berlin', '-07:00', 'Z'])('revise_mapping takes the time zone %s', async (timeZone) => {
  await using connection = await connect({ files: { 'leads.csv': FAULTY } })
  const planId = await propose(connection, 'leads.csv')
  const revised = await connection.call('revise_mapping', { planId, timeZone })
  expect(revised.isError).not.toBe(true)
  expect(wholeOf(revised).changed).toEqual([expect.stringContaining(timeZone)])
})

test('revise_mapping switches on the words for yes and no, and HubSpot keeps what was said before', async () => {
  const rows = 'Email,Newsletter\na@b.com,ja\nb@b.com,Nein\nc@b.com,x\nd@b.com,true\n'
  await using connection = await connect({ flags: ['--sandbox', '--confirm', 'never'], files: { 'leads.csv': rows } })
  wholeOf(await connection.call('create_property', { objectType: 'contacts', label: 'Newsletter', type: 'bool' }))
  const planId = await propose(connection, 'leads.csv')
  wholeOf(
    await connection.call('revise_mapping', { planId, repairs: [{ repair: 'match_option', column: 'Newsletter' }] }),
  )
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({
    valuesLost: 1,
    findings: [{ errorType: 'INVALID_ENUMERATION_OPTION', count: 1, examples: [{ line: 4, value: 'x' }] }],
    repairs: [{ name: 'match_option', cells: 2, examples: [{ before: 'ja', after: 'true' }, { after: 'false' }] }],
  })
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
  const kept = ['a@b.com', 'b@b.com', 'c@b.com', 'd@b.com'].map((email) =>
    connection.sandbox.store.findByUniqueValue('0-1', 'email', email).map(({ properties }) => properties.newsletter),
  )
  expect(kept).toEqual([['true'], ['false'], [undefined], ['true']])
})

test('revise_mapping takes an operation only of an object that a column belongs to', async () => {
  await using connection = await connect({ files: { 'leads.csv': 'Email,Firm\na@b.com,Acme\n' } })
  const planId = await propose(connection, 'leads.csv')
  const importOperations = { companies: 'UPDATE' }
  expect(textOf(await connection.call('revise_mapping', { planId, importOperations }))).toMatch(
    /^invalid_arguments: importOperations names companies \(0-2\), but no column .*; columns belong to contacts \(0-1\)\.\nFix: /,
  )
  const columns = [{ column: 'Firm', objectTypeId: 'companies', propertyName: 'name' }]
  expect(wholeOf(await connection.call('revise_mapping', { planId, columns, importOperations }))).toMatchObject({
    importOperations: { '0-1': 'UPSERT', '0-2': 'UPDATE' },
  })
})
