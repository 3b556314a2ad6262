import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { ColumnProposal } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

describe('namesNobody()', () => {
  test.each(['Customer', 'Prospect', 'Client'])('makes %s doubtful where the words are no names', (header) => {
    const found = propose(header, ['Tesla', 'Shell', 'Nestle'])
    expect(found?.confidence).toBeLessThanOrEqual(0.6)
    expect(found?.reason).toContain('no value is known as the name of a person')
  })

  test.each([
    ['Customer', ['Ann', 'Peter', 'Carla']],
    ['Customer', ['Ann Hill', 'Peter Reed', 'Carla Lake']],
    ['Client', ['Xq Zhuo', 'Ngozi Adeyemi', 'Thandiwe Mokoena']],
    ['First Name', ['Tesla', 'Shell', 'Nestle']],
  ])('leaves %s with %j alone', (header, values) => {
    const found = propose(header, values)
    expect(found?.target?.propertyName).toBe('firstname')
    expect(found?.confidence).toBeGreaterThan(0.8)
  })
})

function propose(header: string, values: readonly string[]): ColumnProposal | undefined {
  const emails = ['a@hill.com', 'b@reed.org', 'c@lake.net']
  const rows = values.map((value, row) => [value, emails[row] ?? ''])
  const { files } = proposeMapping({ tables: [tableOf([header, 'Email'], rows)], schema: builtInSchema() })
  return files[0]?.columns[0]
}
