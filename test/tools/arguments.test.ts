import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, connect, textOf } from '../connect.ts'
import { UNKNOWN_PLAN_ID as planId } from '../unknown-plan.ts'

let connection: Connection
beforeAll(async () => {
  connection = await connect()
})
afterAll(() => connection.close())

const COLUMN =
  'column, file, propertyName, objectTypeId, columnType, toColumnObjectTypeId, foreignKeyType, associationIdentifierColumn, marketingEventSubmissionType.'

test.each([
  [
    { columns: [{ column: 'Email', propertyname: 'email' }] },
    'columns.0: Unrecognized key: "propertyname" (did you mean "propertyName"?).',
    `columns.0 takes ${COLUMN}`,
  ],
  [{ columns: [{ column: 0 }, { propertyName: 'email' }] }, 'columns.1.column: Invalid', `columns.1 takes ${COLUMN}`],
  [{ columns: ['Email'] }, 'columns.0: Invalid', `columns.0 takes ${COLUMN}`],
  [{ columns: 'Email' }, 'columns: Invalid', `each of columns takes ${COLUMN}`],
  [
    { columns: [{ column: 0, foreignKeyType: { id: 1 } }] },
    'columns.0.foreignKeyType: takes',
    'columns.0 takes column',
  ],
  [
    { repairs: [{ repair: 'trimm' }] },
    'repairs.0.repair: Invalid option',
    'repairs.0 takes repair, column, file, countryColumn, dateFormat, country, values.',
  ],
])('revise_mapping told %j names the fields of that place', async (args, problem, fields) => {
  const refused = textOf(await connection.call('revise_mapping', { planId, ...args }))
  expect(refused).toContain(`invalid_arguments: revise_mapping: ${problem}`)
  expect(refused).toContain(`\nFix: Call revise_mapping again; ${fields}`)
})

test.each([
  [{ planId: 5 }, 'planId: Invalid'],
  [{ planId, importOperations: { contacts: 'UPSRT' } }, 'importOperations.contacts: Invalid option'],
])('revise_mapping told %j names its arguments', async (args, problem) => {
  const refused = textOf(await connection.call('revise_mapping', args))
  expect(refused).toContain(`invalid_arguments: revise_mapping: ${problem}`)
  expect(refused).toContain('\nFix: Call revise_mapping again with planId, columns, name, ')
})

test.each([
  ['a list', Array(100_001).fill({})],
  ['lists in a list', Array(50_001).fill([1])],
  ['a JSON text', JSON.stringify(Array(100_001).fill({}))],
])('%s of more than a hundred thousand values is refused before each of them is looked at', async (_, columns) => {
  const refused = textOf(await connection.call('revise_mapping', { planId, columns }))
  expect(refused).toMatch(
    /^invalid_arguments: revise_mapping was given more than 100,000 values\.\nFix: Send what belongs /,
  )
})
