import { execFile } from 'node:child_process'
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/text-width.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'

/** The built program, alone in a folder: `npm test` builds it first. */
const built = new URL('../../dist/main.js', import.meta.url).pathname

const GERMAN = [
  'Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Geburtstag;Umsatz',
  'Jürgen;Müller;juergen.mueller@firma.example;+49 30 23125 001;Firma GmbH;Köln;17.05.1963;1.250.000,50',
  'Anke;Weiß;anke.weiss@firma.example;;Firma GmbH;Berlin;03.12.1980;980.000,00',
  'Björn;Voß;<bjoern.voss@firma.example>;;Andere AG;Köln;24.01.1975;12.000,00',
  'Ulf;Ende;ulf at firma.example;;Andere AG;Köln;;',
].join('\r\n')

interface Ended {
  code: number
  out: string
  err: string
}

const { path: folder, write } = temporaryFolder()
const { path: temporary } = temporaryFolder()
const script = join(folder, 'main.mjs')

beforeAll(() => copyFile(built, script))

function demo(...line: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: temporary }
    execFile(process.execPath, [script, 'demo', ...line], { cwd: folder, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

describe('demo', { timeout: 120_000 }, () => {
  it('goes from the file to the last failed row, with one file and nothing else', async () => {
    const { code, out, err } = await demo()
    expect({ code, err, end: out.slice(-1500) }).toMatchObject({ code: 0, err: '' })
    for (const tool of MUST_BE_CALLED) expect(out).toContain(`→ ${tool}`)
    expect(out).toContain('nothing was sent a second time')
    expect(out).toContain('10 rows were lost, as the check had said (10)')
    expect(out).toContain('0 rows are left for a person; before it were 10')
    expect(out).toContain('2 were meant, 2 are there: exactly once')
    expect(await readmeTranscript()).toEqual((await readmeTranscript()).filter((line) => isIn(line, out)))
    expect(out.split('\n').filter((line) => textWidth(line) > 80)).toEqual([])
    expect(out).not.toContain('\u001b')
  })

  it('works on a file with semicolons and German headers, and leaves that file alone', async () => {
    const path = write('kunden.csv', GERMAN)
    const { code, out, err } = await demo('kunden.csv')
    expect({ code, err, end: out.slice(-1500) }).toMatchObject({ code: 0, err: '' })
    expect(out).toMatch(/Umsatz +\S+\.annualrevenue/)
    expect(out).toContain('decimal_comma mends 3 of 3')
    expect(out).toContain('4 rows')
    expect(await readFile(path, 'utf8')).toBe(GERMAN)
    expect((await readdir(folder)).sort()).toEqual(['kunden.csv', 'main.mjs'])
  })

  it('ends with a clear word when no column fits', async () => {
    write('nothing.csv', 'aa,bb\n1,x\n2,y\n')
    const { code, out } = await demo('nothing.csv')
    expect(code).toBe(1)
    expect(out).toContain('✗ No column of nothing.csv fits a HubSpot property')
  })

  it('gives 2 for a file that is not there', async () => {
    const { code, err } = await demo('nowhere.csv')
    expect(code).toBe(2)
    expect(err).toContain('There is no file')
  })

  it('leaves nothing behind', async () => {
    await demo('nothing.csv')
    expect(await readdir(temporary)).toEqual([])
  })
})

/** Calls and answers that README tells of this demo. */
async function readmeTranscript(): Promise<string[]> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const block = /<!-- transcript -->\n+```text\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? ''
  const lines = block.split('\n').filter((line) => /^[→←] /.test(line))
  expect(lines.length).toBeGreaterThan(10)
  return lines
}

/** However the lines were wrapped; of an answer README may leave out ids at its beginning. */
function isIn(line: string, out: string): boolean {
  const told = line.startsWith('←') ? line.slice(2) : line
  return out.replaceAll(/\s+/g, ' ').includes(told)
}

const MUST_BE_CALLED = [
  'check_connection',
  'inspect_file',
  'propose_mapping',
  'revise_mapping',
  'validate_import',
  'start_import',
  'get_import',
  'get_import_errors',
  'export_failed_rows',
  'list_association_labels',
  'create_association_label',
  'delete_association_label',
  'list_association_configurations',
  'create_association_configurations',
  'update_association_configurations',
  'delete_association_configurations',
  'list_properties',
  'list_imports',
]
