import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { allImportErrors, pages } from '../../src/hubspot/pages.ts'
import { connect, errorOf } from './client.ts'

const errorRecord = (lineNumber: number) => ({
  id: String(lineNumber),
  errorType: 'NEW_KIND',
  sourceData: { fileId: 1, lineNumber },
})

const cursors: [string, string, string][] = [
  ['percent-encoded', 'NTU3OTg4Mjk%3D', 'NTU3OTg4Mjk='],
  ['plain', 'NTU3OTg4Mjk=', 'NTU3OTg4Mjk='],
  ['with plus and ampersand', 'a+b&c=d', 'a+b&c=d'],
  ['with a broken escape', '100%zz', '100%zz'],
  ['encoded twice', 'a%253D', 'a%3D'],
]

test.each(cursors)('a cursor that is %s is decoded once and encoded once', async (_, given, plain) => {
  await using client = await connect([
    { body: { results: [], paging: { next: { after: given, link: 'http://127.0.0.1:1/' } } } },
  ])
  const page = await client.hubspot.imports.list()
  expect(page.after).toBe(plain)
  await client.hubspot.imports.list({ after: page.after ?? '' })
  expect(client.server.requests[1]?.rawUrl).toBe(`/crm/v3/imports?after=${encodeURIComponent(plain)}`)
})

test.each([
  [{}],
  [{ paging: null }],
  [{ paging: {} }],
  [{ paging: { next: null } }],
  [{ paging: { next: {} } }],
  [{ paging: { next: { after: null } } }],
])('%j is the last page', async (more) => {
  await using client = await connect([{ body: { results: [], ...more } }])
  expect((await client.hubspot.imports.list()).after).toBeNull()
})

test('allImportErrors() gives every page and asks each time for the same', async () => {
  const next = (after: string) => ({ paging: { next: { after } } })
  await using client = await connect([
    { body: { results: [errorRecord(2)], ...next('a%3D') } },
    { body: { results: [], ...next('b%3D') } },
    { body: { results: [errorRecord(3)] } },
  ])
  const lines: number[] = []
  const query = { includeRowData: true, limit: 100 }
  for await (const page of allImportErrors(client.hubspot, '7', query)) {
    lines.push(...page.results.map(({ sourceData }) => sourceData.lineNumber))
  }
  expect(lines).toEqual([2, 3])
  expect(client.server.requests.map(({ rawUrl }) => rawUrl)).toEqual([
    '/crm/v3/imports/7/errors?limit=100&includeRowData=true',
    '/crm/v3/imports/7/errors?after=a%3D&limit=100&includeRowData=true',
    '/crm/v3/imports/7/errors?after=b%3D&limit=100&includeRowData=true',
  ])
})

test('pages() stops at the first cursor that repeats, after giving what was read', async () => {
  const after = ['a', 'b', 'a']
  const read: (string | undefined)[] = []
  const given: string[] = []
  const work = async () => {
    for await (const page of pages(async (cursor) => ({
      results: [read.push(cursor)],
      after: after[read.length - 1] ?? null,
    }))) {
      given.push(...page.results.map(String))
    }
  }
  expect((await errorOf(work())).code).toBe('hubspot_paging_loop')
  expect([read, given]).toEqual([
    [undefined, 'a', 'b'],
    ['1', '2', '3'],
  ])
})

test('pages() stops when a page names the cursor it was asked with', async () => {
  const work = async () => {
    for await (const _ of pages(async () => ({ results: [], after: 'x' }), { after: 'x' }));
  }
  expect((await errorOf(work())).code).toBe('hubspot_paging_loop')
})

test('pages() ends after maxPages', async () => {
  let count = 0
  const read = async () => {
    count += 1
    return { results: [], after: String(count) }
  }
  const work = async () => {
    for await (const _ of pages(read, { maxPages: 5 }));
  }
  await expect(work()).rejects.toThrow(UsageError)
  expect(count).toBe(5)
})

test('imports.errors() keeps unknown kinds, unknown fields and missing ones', async () => {
  const record = { ...errorRecord(2), brandNew: { a: 1 }, invalidValue: null }
  await using client = await connect([{ body: { results: [record] } }])
  const page = await client.hubspot.imports.errors('7')
  expect(page.results[0]).toMatchObject({
    errorType: 'NEW_KIND',
    brandNew: { a: 1 },
    sourceData: { fileId: '1', lineNumber: 2, rowData: [] },
  })
})

test.each(['../oauth', '1/cancel', '', '12a', '９'])('imports.get() sends nothing for the id %j', async (id) => {
  await using client = await connect([{ body: {} }])
  const error = await errorOf(client.hubspot.imports.get(id))
  expect(error.code).toBe('invalid_arguments')
  expect(client.server.requests).toHaveLength(0)
})
