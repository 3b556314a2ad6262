import { expect, test } from 'vitest'
import { connect, structuredOf, textOf } from '../connect.ts'
import { fastClock } from '../import/fast-clock.ts'

test('list_properties finds a property by words of its label, the exact one first', async () => {
  await using connection = await connect()
  const answer = structuredOf(
    await connection.call('list_properties', { objectType: 'contact', query: 'lifecycle stage', limit: 1 }),
  )
  expect(answer).toMatchObject({
    objectTypeId: '0-1',
    source: 'account',
    properties: [{ name: 'lifecyclestage', type: 'enumeration', options: expect.arrayContaining(['lead (Lead)']) }],
  })
})

test('list_properties says how to find more, or to make it, where nothing fits', async () => {
  await using connection = await connect()
  const none = await connection.call('list_properties', { objectType: 'contacts', query: 'lieblingsfarbe' })
  expect(textOf(none)).toContain('No property of 0-1 fits.')
  expect(structuredOf(none)).toMatchObject({
    total: 0,
    nextStep: expect.stringMatching(/fewer or other words.*create_property/),
  })
})

test('list_properties cuts long lists and says how many there are', async () => {
  await using connection = await connect()
  const { properties, total } = structuredOf(await connection.call('list_properties', { objectType: '0-1', limit: 3 }))
  expect(properties).toHaveLength(3)
  expect(total).toBeGreaterThan(100)
})

test('create_property makes a property that can be used at once', async () => {
  await using connection = await connect()
  const args = { objectType: 'contacts', label: 'T-Shirt size', type: 'enumeration', options: ['S', 'M', 'L'] }
  expect(structuredOf(await connection.call('create_property', args))).toMatchObject({
    objectTypeId: '0-1',
    name: 't_shirt_size',
    label: 'T-Shirt size',
    type: 'enumeration',
    fieldType: 'select',
    options: ['S', 'M', 'L'],
  })
  const found = structuredOf(await connection.call('list_properties', { objectType: 'contacts', query: 't-shirt' }))
  expect(found).toMatchObject({ total: 1, properties: [{ name: 't_shirt_size' }] })
})

test.each([
  ['Größe (m²)', 'grosse_m2'],
  ['Straße', 'strasse'],
  ['Æble Łódź™', 'aeble_lodztm'],
])('create_property makes an internal name of %s', async (label, name) => {
  await using connection = await connect()
  expect(structuredOf(await connection.call('create_property', { objectType: 'companies', label }))).toMatchObject({
    name,
  })
})

test.each(['contacts', 'companies', 'deals', 'tickets', 'products', 'calls', 'Subscription plan'])(
  'create_property puts a property of %s into a group that is there',
  async (objectType) => {
    await using connection = await connect()
    const { objectTypeId } = structuredOf(await connection.call('create_property', { objectType, label: 'Shelf' }))
    const groups = connection.sandbox.store
      .properties(String(objectTypeId))
      .flatMap(({ name, groupName }) => (name === 'shelf' || name === 'hs_object_id' ? [groupName] : []))
    expect(groups).toHaveLength(2)
    expect(new Set(groups).size).toBe(1)
  },
)

test('create_property tells of a group that is not there', async () => {
  await using connection = await connect()
  const args = { objectType: 'contacts', label: 'Shelf', groupName: 'storage' }
  expect(textOf(await connection.call('create_property', args))).toMatch(
    /^hubspot_bad_request: .*Property group storage does not exist\n.*\nOutcome: not_started\n/s,
  )
})

test.each([
  [{ objectType: 'contacts', label: 'Plan', type: 'enumeration' }, 'An enumeration needs options.'],
  [{ objectType: 'contacts', label: '日本語' }, 'No internal name can be made from the label'],
  [{ objectType: 'contacts', label: 'Mail address', name: 'email' }, 'HubSpot: 409'],
  [{ objectType: 'contacts', label: 'Stufe', options: ['A'] }, 'A property of type string has no options of its own.'],
  [{ objectType: 'contacts', label: 'X', name: 'Bad Name' }, 'lower case letters, digits and _'],
])('create_property refuses %j', async (args, text) => {
  await using connection = await connect()
  expect(textOf(await connection.call('create_property', args))).toContain(text)
})

test('create_property says what has the name already when it is something else, and that nothing was done', async () => {
  await using connection = await connect()
  const text = textOf(await connection.call('create_property', { objectType: '0-1', label: 'Mail', name: 'email' }))
  expect(text).toMatch(/^hubspot_conflict: .* What is there: email, "Email", string \(text\)\. Nothing was changed\.\n/)
  expect(text).toMatch(/\nFix: Use it with revise_mapping .*\nOutcome: not_started\nHubSpot: 409 /)
})

test('create_property says that a property was there already', async () => {
  await using connection = await connect()
  const args = { objectType: 'contacts', label: 'Shoe size', type: 'number' }
  expect(textOf(await connection.call('create_property', args))).toContain('Created property shoe_size')
  const again = await connection.call('create_property', args)
  expect(structuredOf(again)).toMatchObject({ created: false, name: 'shoe_size' })
  expect(textOf(again)).toContain('Property shoe_size ("Shoe size") of 0-1 was there already; nothing was created.')
})

test('create_property does not send on to a property that has other options', async () => {
  await using connection = await connect()
  const args = { objectType: 'contacts', label: 'Stage', type: 'enumeration', options: ['One', 'Two'] }
  await connection.call('create_property', args)
  const same = structuredOf(await connection.call('create_property', args))
  expect(same).toMatchObject({ created: false, nextStep: expect.stringMatching(/^Call revise_mapping/) })
  const other = structuredOf(await connection.call('create_property', { ...args, options: ['One', 'Three'] }))
  expect(other).toMatchObject({
    created: false,
    nextStep: expect.stringMatching(/^Its options are not those asked for/),
  })
})

test('create_property takes no property without unique values for an identifier', async () => {
  await using connection = await connect()
  const args = { objectType: 'contacts', label: 'Seat' }
  structuredOf(await connection.call('create_property', args))
  const text = textOf(await connection.call('create_property', { ...args, hasUniqueValue: true }))
  expect(text).toContain('What is there: seat, "Seat", string (text), without unique values. Nothing was changed.')
  expect(text).toContain('Outcome: not_started')
})

test('create_property makes an identifier, by which propose_mapping then links two files', async () => {
  const files = {
    'people.csv': 'First Name,Email,Company ID\nAnn,ann@a.example,C-1\nBob,bob@a.example,C-1\nCid,cid@b.example,C-2\n',
    'firms.csv': 'Company ID,Name,Domain\nC-1,Acme,acme.example\nC-2,Birch,birch.example\n',
  }
  await using connection = await connect({ files })
  const propose = async () => structuredOf(await connection.call('propose_mapping', { files: Object.keys(files) }))
  expect(await propose()).toMatchObject({
    questions: [expect.stringContaining('(create_property with hasUniqueValue, then propose_mapping again)')],
  })
  const args = { objectType: 'companies', label: 'Company ID', hasUniqueValue: true }
  expect(structuredOf(await connection.call('create_property', args))).toMatchObject({
    hasUniqueValue: true,
    nextStep: expect.stringMatching(/^Call propose_mapping again/),
  })
  const { planId, questions } = await propose()
  expect(questions).toEqual([])
  structuredOf(await connection.call('start_import', { planId }))
  await connection.call('get_import', { planId, waitSeconds: 20 })
  const { store } = connection.sandbox
  const firmsOf = (email: string) =>
    store
      .findByUniqueValue('0-1', 'email', email)
      .flatMap(({ id }) => store.associations('0-1', id, '0-2').map(({ toId }) => toId))
  const [acme] = store.findByUniqueValue('0-2', 'company_id', 'C-1')
  expect(acme?.properties.domain).toBe('acme.example')
  expect(firmsOf('ann@a.example')).toEqual([acme?.id])
  expect(firmsOf('bob@a.example')).toEqual([acme?.id])
  expect(firmsOf('cid@b.example')).not.toContain(acme?.id)
})

test('after create_property was not answered list_properties reads anew, as its error advises', async () => {
  await using connection = await connect({ clock: fastClock })
  const list = () => connection.call('list_properties', { objectType: '0-1', query: 'shoe' })
  expect(structuredOf(await list()).total).toBe(0)
  connection.sandbox.faults.add({ method: 'POST', path: '*/properties/0-1', after: true, status: 502 })
  connection.sandbox.faults.add({ method: 'GET', path: '*/properties/0-1', status: 500, skip: 1, times: 4 })
  const told = textOf(await connection.call('create_property', { objectType: '0-1', label: 'Shoe size' }))
  expect(told).toMatch(
    /^hubspot_unavailable: .*\nFix: It may have been done: read what is there now .*\nOutcome: unknown/s,
  )
  expect(structuredOf(await list()).total).toBe(1)
})
