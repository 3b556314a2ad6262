import { expect, test } from 'vitest'
import { type Connection, connect, textOf, wholeOf } from '../connect.ts'
import { encode, encodePairs } from '../table/encoding/encode.ts'
import { OTHER_NAMES } from '../table/encoding/names.ts'
import { importFile, propose } from './plan-files.ts'

const fileOf = (...names: readonly string[]): string =>
  `Email,First Name\n${names.map((name, index) => `p${index}@example.com,${name}\n`).join('')}`

const firstNames = (connection: Connection, ...ids: readonly number[]): unknown[] =>
  ids.map((id) => {
    const [record] = connection.sandbox.store.findByUniqueValue('0-1', 'email', `p${id}@example.com`)
    return record?.properties.firstname
  })

async function proposed(connection: Connection, args: Record<string, unknown>) {
  const answer = wholeOf(await connection.call('propose_mapping', args))
  return { answer, questions: answer.questions }
}

test('propose_mapping asks which of two readings of a short Czech file is right', async () => {
  await using connection = await connect({
    files: { 'leads.csv': encode(fileOf('Jiří', 'Dvořák', 'Němcová'), 'windows-1250') },
  })
  const { answer, questions } = await proposed(connection, { file: 'leads.csv' })
  expect(answer).toMatchObject({ files: [{ encoding: 'windows-1250' }] })
  expect(questions).toEqual([
    'Which reads right in leads.csv: "Jiří", "Dvořák", "Němcová" (windows-1250, is taken) or "Jiøí", "Dvoøák", "Nìmcová" (windows-1252)? For the second call propose_mapping again with encoding: "windows-1252".',
  ])
  const other = await proposed(connection, { file: 'leads.csv', encoding: 'cp1252' })
  expect(other.answer).toMatchObject({ files: [{ encoding: 'windows-1252' }] })
  expect(other.questions).toEqual([])
})

test.each(['Czech', 'Turkish', 'Russian'] as const)('a file in %s is imported with its letters', async (language) => {
  const one = OTHER_NAMES[language]
  await using connection = await connect({ files: { 'leads.csv': encode(fileOf(...one.names), one.encoding) } })
  await importFile(connection, 'leads.csv')
  expect(firstNames(connection, 0, 1, 2)).toEqual(one.names.slice(0, 3))
})

test.each([
  ['windows-1250', 'CP1250', encode(fileOf('Plzeň'), 'windows-1250'), 'Plzeň'],
  ['iso-8859-2', 'latin2', encode(fileOf('Łukasz Śliwa'), 'iso-8859-2'), 'Łukasz Śliwa'],
  ['koi8-r', 'KOI8-R', encode(fileOf('Ия'), 'koi8-r'), 'Ия'],
  ['gb18030', 'gb18030', encodePairs(fileOf('王伟'), 'gb18030'), '王伟'],
  ['euc-kr', 'euc-kr', encodePairs(fileOf('김민수'), 'euc-kr'), '김민수'],
])('a file that is said to be %s is read, checked and imported as that', async (encoding, label, content, name) => {
  await using connection = await connect({ files: { 'leads.csv': content } })
  const looked = wholeOf(await connection.call('inspect_file', { file: 'leads.csv', encoding: label }))
  expect(looked).toMatchObject({ file: { encoding }, rows: [{ cells: ['p0@example.com', name] }] })
  const planId = await propose(connection, 'leads.csv', { encoding: label })
  expect(wholeOf(await connection.call('validate_import', { planId }))).toMatchObject({ ready: true })
  await importFile(connection, 'leads.csv', { encoding: label })
  expect(firstNames(connection, 0)).toEqual([name])
})

test('propose_mapping asks where the file is said to be windows-1250 and is UTF-8 beyond doubt', async () => {
  await using connection = await connect({ files: { 'leads.csv': fileOf('Ondřej') } })
  const { questions } = await proposed(connection, { file: 'leads.csv', encoding: 'windows-1250' })
  expect(questions).toEqual([
    'Which reads right in leads.csv: "OndĹ™ej" (windows-1250, is taken) or "Ondřej" (utf-8)? For the second call propose_mapping again with encoding: "utf-8".',
  ])
})

test.each([
  ['utf-8', encode(fileOf('Ann', 'Dvořák'), 'windows-1250'), 'encoding_invalid: Byte F8 on line 3 of leads.csv'],
  ['windows-1250', Buffer.from(`\ufeff${fileOf('Ann')}`), 'encoding_invalid: leads.csv is not windows-1250: it begins'],
  ['euc-kr', Buffer.from(fileOf('M\xfcller'), 'latin1'), 'encoding_invalid: Byte FC on line 2 of leads.csv'],
  ['windows-1205', fileOf('Ann'), 'encoding_unsupported: "windows-1205" is not an encoding that can be read. Did you'],
  ['iso-2022-jp', fileOf('Ann'), 'encoding_unsupported: "iso-2022-jp" is not an encoding that can be read.'],
])('propose_mapping and inspect_file refuse %s where that is wrong', async (encoding, content, text) => {
  await using connection = await connect({ files: { 'leads.csv': content } })
  for (const tool of ['propose_mapping', 'inspect_file']) {
    expect(textOf(await connection.call(tool, { file: 'leads.csv', encoding }))).toContain(text)
  }
})

test('a byte of another encoding far behind the head is found by the check, and nothing is uploaded', async () => {
  const rows = Array.from({ length: 30_000 }, () => '王伟')
  const content = Buffer.concat([
    encodePairs(fileOf(...rows), 'gb18030'),
    Buffer.from('x@example.com,\xcd\n', 'latin1'),
  ])
  await using connection = await connect({ files: { 'leads.csv': content } })
  const planId = await propose(connection, 'leads.csv', { encoding: 'gb18030' })
  expect(textOf(await connection.call('validate_import', { planId }))).toContain('Byte CD on line 30002')
  expect(textOf(await connection.call('start_import', { planId, acceptFindings: true }))).toMatch(/^findings_block/)
})

test('a refusal shows how the file reads in the encodings that may be meant', async () => {
  await using connection = await connect({ files: { 'leads.csv': encodePairs(fileOf('김민수', '박지훈'), 'euc-kr') } })
  const text = textOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  expect(text).toMatch(/^encoding_unsupported: .*\nFix: .* call again with encoding: .*euc-kr \("김민수"\)/s)
})

test('a file with the escape sequences of ISO-2022-JP is not taken for ASCII', async () => {
  await using connection = await connect({ files: { 'leads.csv': fileOf('\x1b$B;3ED\x1b(B') } })
  const text = textOf(await connection.call('propose_mapping', { file: 'leads.csv' }))
  expect(text).toMatch(
    /^encoding_unsupported: leads.csv is in an encoding of escape sequences .*\nFix: Save it as CSV UTF-8/,
  )
})

test.each([
  ['its encoding again', encode(fileOf('Ústí'), 'iso-8859-2'), 'iso-8859-2', 'Ústí'],
  ['UTF-8', Buffer.from(fileOf('Plzeň')), 'utf-8', 'Plzeň'],
])(
  'revise_mapping takes the corrected file of a plan with a stated encoding in %s',
  async (_what, content, encoding, name) => {
    await using connection = await connect({
      files: { 'leads.csv': encode(fileOf('Plzeň', 'x'), 'iso-8859-2'), 'better.csv': content },
    })
    const planId = await propose(connection, 'leads.csv', { encoding: 'iso-8859-2' })
    wholeOf(await connection.call('revise_mapping', { planId, files: ['better.csv'] }))
    expect((await connection.context.plans.get(planId)).files[0]?.dialect.encoding).toBe(encoding)
    wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
    await connection.sandbox.clock.settle()
    expect(firstNames(connection, 0)).toEqual([name])
  },
)
