import { describe, expect, test } from 'vitest'
import { builtInSchema } from '../../../src/mapping/built-in-schema.ts'
import type { Proposal } from '../../../src/mapping/proposal.ts'
import { proposeMapping } from '../../../src/mapping/propose.ts'
import { tableOf } from '../table-of.ts'

describe('offerDomain()', () => {
  test.each([
    ['Website', ['acme.com', 'moss.org', 'barton.io']],
    ['Homepage', ['https://www.acme.com', 'http://moss.org/', 'https://barton.io/en']],
    ['URL', ['www.acme.com', 'moss.org', 'barton.io']],
  ])('offers %s as the domain of companies that nothing else identifies, and asks', (header, sites) => {
    const proposal = propose({ [header]: sites })
    const found = columnOf(proposal, header)
    expect(found?.target).toMatchObject({ objectTypeId: '0-2', propertyName: 'website' })
    expect(found?.alternatives).toContainEqual({
      objectTypeId: '0-2',
      propertyName: 'domain',
      columnType: 'HUBSPOT_ALTERNATE_ID',
      confidence: 0.5,
    })
    expect(found?.reason).toContain('as Company Domain Name it would identify the companies')
    expect(proposal.questions).toEqual([
      `No column identifies companies. Is "${header}" their domain, by which HubSpot finds them? Else importing the rows twice makes every company twice.`,
    ])
  })

  test.each([
    ['a domain beside it', { Website: ['https://acme.com', 'https://moss.org'], Domain: ['acme.com', 'moss.org'] }],
    ['record ids', { 'Record ID': ['7001', '7002'], Website: ['acme.com', 'moss.org'] }],
    ['pages on the site of another', { Website: ['https://facebook.com/acme', 'https://facebook.com/moss'] }],
    ['values that are no addresses', { Website: ['yes, in English', 'none so far'] }],
  ])('does not with %s', (_, columns) => {
    const proposal = propose(columns)
    expect(columnOf(proposal, 'Website')?.reason).not.toContain('would identify')
    expect(proposal.questions.join(' ')).not.toContain('their domain')
  })

  test('leaves the website of a person alone', () => {
    const headers = ['First Name', 'Last Name', 'Email', 'Website']
    const rows = [
      ['Ann', 'Hill', 'ann@hill.com', 'hill.com'],
      ['Peter', 'Reed', 'peter@reed.org', 'reed.org'],
    ]
    const { files, questions } = proposeMapping({ tables: [tableOf(headers, rows)], schema: builtInSchema() })
    expect(files[0]?.columns[3]?.target).toMatchObject({ objectTypeId: '0-1', propertyName: 'website' })
    expect(questions).toEqual([])
  })
})

describe('a column that groups or subscribes', () => {
  test.each([
    ['Segment', 'a grouping of its own; it needs a property of its own'],
    ['Newsletter', 'a consent or a subscription; HubSpot keeps these outside its properties'],
    ['List', 'a list or group; HubSpot makes lists, it does not import them as a property'],
  ])('%s says why it is left out', (header, reason) => {
    const found = columnOf(propose({ [header]: ['Gold', 'Silver', 'Gold'] }), header)
    expect(found?.target).toBeNull()
    expect(found?.reason).toBe(reason)
  })

  test('is the industry where it says so', () => {
    const found = columnOf(propose({ 'Industry Segment': ['Banking', 'Retail', 'Retail'] }), 'Industry Segment')
    expect(found?.target).toMatchObject({ propertyName: 'industry' })
    expect(found?.confidence).toBeGreaterThan(0.8)
  })
})

/** Companies with these columns more. */
function propose(more: Readonly<Record<string, readonly string[]>>): Proposal {
  const columns = {
    Company: ['Acme Ltd', 'Moss Inc', 'Barton Group'],
    City: ['Austin', 'Tulsa', 'Waco'],
    ...more,
  }
  const rows = [0, 1, 2].map((row) => Object.values(columns).map((values) => values[row] ?? ''))
  return proposeMapping({ tables: [tableOf(Object.keys(columns), rows)], schema: builtInSchema() })
}

const columnOf = ({ files }: Proposal, header: string) =>
  files[0]?.columns.find(({ columnName }) => columnName === header)
