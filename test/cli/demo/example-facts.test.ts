import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { EXAMPLE } from '../../../src/cli/demo/example-facts.ts'
import { temporaryFolder } from '../../table/temporary-folder.ts'

const root = new URL('../../../', import.meta.url).pathname
const { path: folder } = temporaryFolder()
const example = await readFile(join(root, 'examples/leads.csv'), 'utf8')

it('EXAMPLE tells what is in examples/leads.csv', () => {
  const { data } = Papa.parse<string[]>(example, { skipEmptyLines: true })
  const [header = [], ...rows] = data
  expect(rows).toHaveLength(EXAMPLE.rows)
  expect(header).toHaveLength(EXAMPLE.columns)
  expect(header).toEqual(expect.arrayContaining([...EXAMPLE.withoutMatch]))
  expect(rows.filter((cells) => cells.length !== EXAMPLE.columns)).toHaveLength(
    EXAMPLE.findings.INCORRECT_NUMBER_OF_COLUMNS,
  )
})

it('examples/leads.csv is what scripts/make-example.mjs writes', async () => {
  const path = join(folder, 'leads.csv')
  await promisify(execFile)(process.execPath, [join(root, 'scripts/make-example.mjs'), path])
  expect(await readFile(path, 'utf8')).toBe(example)
})

it('examples/leads.csv has only addresses and phone numbers that are reserved for examples', () => {
  const hosts = [...example.matchAll(/@([\p{L}\d.-]+\.[a-z]{2,})/gu)].map(([, host = '']) => host)
  expect(hosts.length).toBeGreaterThan(900)
  expect(hosts.filter((host) => !/(?:^|\.)example(?:\.com)?$/.test(host))).toEqual([])
})
