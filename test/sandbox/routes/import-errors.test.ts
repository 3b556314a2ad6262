import { afterEach, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { manualClock } from '../../../src/sandbox/sandbox-clock.ts'
import { at, call, NO_RATE_LIMITS, standInEngine, startedId } from '../call-sandbox.ts'
import recorded from '../fixtures/recorded-responses.json' with { type: 'json' }
import { shapeOf } from '../shape-of.ts'

const open: Sandbox[] = []

type Script = Parameters<typeof standInEngine>[0]

async function imported(script: Script): Promise<{ sandbox: Sandbox; id: string }> {
  const runImport = standInEngine(script).run
  const sandbox = await startSandbox({ clock: manualClock(), rateLimits: NO_RATE_LIMITS, runImport })
  open.push(sandbox)
  const id = await startedId(sandbox)
  await sandbox.clock.settle()
  return { sandbox, id }
}

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

test('GET errors has the recorded shape and the recorded form of id', async () => {
  const { sandbox, id } = await imported({ errors: [{ lineNumber: 2, errorType: 'CREATE_ONLY_IMPORT' }] })
  const { body } = await call(sandbox, `GET /crm/v3/imports/${id}/errors`)
  expect(shapeOf(body)).toEqual(shapeOf(recorded.recorded.getImportErrors.body))
  const fileId = at(body, 'results', 0, 'sourceData', 'fileId')
  const text = Buffer.from(decodeURIComponent(String(at(body, 'results', 0, 'id'))), 'base64').toString()
  expect(text).toBe(`${sandbox.portalId}-${id}-${fileId}-2-Optional.empty`)
  expect(at(body, 'results', 0, 'createdAt')).toBe(sandbox.clock.now() - 400)
})

test('GET errors tells message and row data only when asked', async () => {
  const { sandbox, id } = await imported({ errors: [{ lineNumber: 2, message: 'no @', rowData: ['x', 'y'] }] })
  const path = `GET /crm/v3/imports/${id}/errors`
  const plain = at((await call(sandbox, path)).body, 'results', 0)
  expect([at(plain, 'errorMessage'), at(plain, 'sourceData', 'rowData')]).toEqual([null, []])
  const full = at((await call(sandbox, `${path}?includeErrorMessage=true&includeRowData=true`)).body, 'results', 0)
  expect([at(full, 'errorMessage'), at(full, 'sourceData', 'rowData')]).toEqual(['no @', ['x', 'y']])
})

test('GET errors comes by line, pages by cursor without loss or repetition, and tells errors of a line apart', async () => {
  const lines = [5, 2, 2, 9, 0, 2, 7]
  const { sandbox, id } = await imported({ errors: lines.map((lineNumber) => ({ lineNumber })) })
  const seen: unknown[] = []
  let path = `/crm/v3/imports/${id}/errors?limit=2&includeRowData=true`
  for (let pages = 0; path !== '' && pages < 10; pages += 1) {
    const { body } = await call(sandbox, `GET ${path}`)
    const results = at(body, 'results')
    if (Array.isArray(results)) seen.push(...results)
    path = String(at(body, 'paging', 'next', 'link') ?? '').replace(sandbox.url, '')
    if (path !== '') expect(path).toContain('limit=2&includeRowData=true&after=')
  }
  expect(seen.map((error) => at(error, 'sourceData', 'lineNumber'))).toEqual([0, 2, 2, 2, 5, 7, 9])
  expect(new Set(seen.map((error) => at(error, 'id'))).size).toBe(7)
})

test('GET errors names the sheet of a workbook', async () => {
  const { sandbox, id } = await imported({ errors: [{ lineNumber: 2, pageName: 'Leads May' }] })
  const { body } = await call(sandbox, `GET /crm/v3/imports/${id}/errors`)
  expect(at(body, 'results', 0, 'sourceData', 'pageName')).toBe('Leads May')
})

test('GET errors keeps control characters, lone surrogates and long rows', async () => {
  const rowData = ['a\0b', '\ud800', '__proto__', 'x'.repeat(100_000)]
  const { sandbox, id } = await imported({ errors: [{ lineNumber: 2, rowData }] })
  const { body } = await call(sandbox, `GET /crm/v3/imports/${id}/errors?includeRowData=true`)
  expect(at(body, 'results', 0, 'sourceData', 'rowData')).toEqual(rowData)
})

test('GET errors of an import without errors is an empty page', async () => {
  const { sandbox, id } = await imported({})
  expect((await call(sandbox, `GET /crm/imports/2026-03/${id}/errors`)).body).toEqual({ results: [] })
})
