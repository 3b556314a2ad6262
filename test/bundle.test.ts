import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { pageText } from '../src/app/page.ts'
import { client2025 } from './client-2025.ts'
import { PROGRAM } from './start-program.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubspot-import-bundle-'))
  await copyFile(PROGRAM, join(folder, 'main.js'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'leads.csv'), 'Email,First Name\nada@example.com,Ada\nbob@example.com,Bob\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const planned = z.object({ planId: z.string() })

test('the program imports a file where there is nothing but itself, with the consent of a person', async () => {
  const asked: string[] = []
  const person = () => {
    asked.push('start')
    return { action: 'accept' as const, content: { answer: 'yes' } }
  }
  const flags = ['--sandbox', '--confirm', 'elicit', '--allow-dir', folder]
  const client = await client2025(process.execPath, [join(folder, 'main.js'), ...flags], person)
  const call = async (name: string, args: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: args })).structuredContent
  const { planId } = planned.parse(await call('propose_mapping', { file: 'leads.csv', objectTypes: ['contacts'] }))
  await call('validate_import', { planId })
  expect(await call('start_import', { planId })).toMatchObject({ outcome: 'started' })
  expect(asked).toEqual(['start'])
  expect(await call('get_import', { planId, waitSeconds: 20 })).toMatchObject({ finished: true, rows: { total: 2 } })
  await client.close()
})

test('the program has the page of the chat in it', async () => {
  const client = await client2025(process.execPath, [join(folder, 'main.js'), '--sandbox', '--allow-dir', folder])
  const { contents } = await client.readResource({ uri: 'ui://hubspot-import/plan' })
  const [content] = contents
  // Compared outside of expect(), which would print both documents.
  expect(content !== undefined && 'text' in content && content.text === (await pageText())).toBe(true)
  await client.close()
})

test('a start finds no more code than it needs: all else stands in comments', async () => {
  const lines = (await readFile(PROGRAM, 'utf8')).split('\n')
  const code = lines.filter((line) => !line.startsWith('//')).join('\n')
  // 616 kB; V8 takes about 3 ms for 100 kB more. A whole namespace, such as z.core or z.locales, costs 300 kB.
  expect(code.length).toBeLessThan(680_000)
})

test('the licences of the packages in the program lie beside it', async () => {
  const licences = await readFile(join(dirname(PROGRAM), 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const name of ['@modelcontextprotocol/server', 'node-sqlite3-wasm', 'papaparse', 'saxes', 'undici', 'zod']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
  }
  expect(licences).toContain('formdata-polyfill. MIT License.')
})
