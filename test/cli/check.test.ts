import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test, vi } from 'vitest'
import { runCheck } from '../../src/cli/check.ts'
import { toolsIn } from '../../src/cli/terminal-words.ts'
import { textWidth } from '../../src/cli/text-width.ts'
import { UsageError } from '../../src/errors.ts'
import { textRow, xlsx } from '../table/build-xlsx.ts'
import { encode } from '../table/encoding/encode.ts'
import { temporaryFolder } from '../table/temporary-folder.ts'
import { configOf, fakeIo } from './fake-io.ts'

const FILES = {
  'good.csv': 'First Name,Last Name,Email,Birthday\nAnn,Lee,ann@firm.example,17/05/1963\nBob,Ray,bob@firm.example,\n',
  'bad.csv':
    'First Name,Email,Lifecycle Stage,Annual Revenue\nAnn,<ann@firm.example>,Lead,12\nBob,bob at firm,Customer,3 Mio\n',
  'nothing.csv': 'aa,bb\n1,x\n2,y\n',
  'header.csv': 'First Name,Email\n',
  'empty.csv': '',
  'evil.csv': 'First Name,Email\nAnn,ann@firm.example\nBob,bob@firm.example\nEve,\u202ered\u200b\n',
}

const { path: folder, write } = temporaryFolder()
const { path: temporary } = temporaryFolder()
for (const [name, text] of Object.entries(FILES)) write(name, text)

async function check(...line: string[]) {
  const io = fakeIo()
  const code = await runCheck(configOf(['check', ...line], folder), io)
  return { code, out: io.out(), err: io.err() }
}

describe('runCheck()', () => {
  it('gives 0 for a file that loses nothing, and shows every column with its property', async () => {
    const { code, out, err } = await check('good.csv')
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}Email +contacts\.email +\d+ % +identifier$/m)
    expect(out).toMatch(/^ {2}Birthday +contacts\.date_of_birth/m)
    expect(out).toContain('Ready: 2 rows checked, nothing would be lost.')
    expect(out).not.toContain('Repairs are switched on')
    expect(err).toBe('')
  })

  it('tells no order of dates where no column is a date', async () => {
    write('closed.csv', 'Email,Close Date\nann@firm.example,25/06/2026\n')
    expect((await check('closed.csv')).out).toContain('Dates: DAY_MONTH_YEAR (certain)')
    // HubSpot's date of birth is a text.
    expect((await check('good.csv')).out).not.toContain('Dates:')
  })

  it('reads the file in the encoding that is said', async () => {
    write('czech.csv', encode('First Name,Email\nPlzeň,ann@firm.example\n', 'windows-1250'))
    const { code, out } = await check('czech.csv', '--encoding', 'windows-1250')
    expect(code).toBe(0)
    expect(out).toContain('windows-1250, delimiter comma')
    await expect(check('czech.csv', '--encoding', 'klingon')).rejects.toMatchObject({ code: 'encoding_unsupported' })
  })

  it('asks for another encoding by the flag of the terminal', async () => {
    write('jiri.csv', encode('First Name,Last Name\nJiří,Dvořák\nTomáš,Němcová\nEliška,Říha\n', 'windows-1250'))
    const out = (await check('jiri.csv')).out.replace(/\s+/g, ' ')
    expect(out).toContain('For the second check it again with --encoding windows-125')
    expect(out).not.toContain('propose_mapping')
  })

  it('tells how to go on where rows have more cells than the header', async () => {
    write('ragged.csv', 'First Name,Email\nAnn,ann@firm.example\nBob,bob@firm.example,x,y\n')
    const out = (await check('ragged.csv')).out.replace(/\s+/g, ' ')
    expect(out).toContain('fill in missing delimiters, and check it again.')
    expect(out).not.toContain('propose_mapping')
  })

  test.each<[what: string, bytes: string | Uint8Array, args: string[], fix: string]>([
    [
      'open quote',
      'First Name,Email\nAnn,"ann@firm.example\n',
      [],
      'Close the quote or delete it, save the file, and check it again.',
    ],
    [
      'NUL',
      `First Name,Email\nAnn,ann@firm.example\n${'Bob,b\0b@firm.example\n'.repeat(2)}`,
      [],
      'Export the file again as CSV (UTF-8) and check it again.',
    ],
    [
      'a header alone',
      'First Name,Email\n',
      [],
      'Pass a file with rows. If its only line is a row, not a header, put a header line above it.',
    ],
    [
      'ISO-2022-JP',
      '\u001b$B;3ED\u001b(B,Email\nx,ann@firm.example\n',
      [],
      'Save it as CSV UTF-8 in the program it comes from, and check that file.',
    ],
    [
      'another mark',
      '\ufeffFirst Name,Email\nAnn,ann@firm.example\n',
      ['--encoding', 'utf-16le'],
      'Check it again without --encoding.',
    ],
    [
      'no such encoding',
      'First Name,Email\nAnn,ann@firm.example\n',
      ['--encoding', 'klingon'],
      'or another WHATWG label with --encoding; or save the file as CSV UTF-8.',
    ],
    [
      'other bytes',
      encode('Name,Email\nJiří,a@b.example\n', 'windows-1250'),
      ['--encoding', 'utf-8'],
      'Check it again: with --encoding if the file is in another one, or after saving it as CSV UTF-8.',
    ],
  ])('says what to do in a terminal where it cannot check a file: %s', async (_what, bytes, args, fix) => {
    write('faulty.csv', bytes)
    const error = await check('faulty.csv', ...args).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ fix: expect.stringContaining(fix) })
    expect(toolsIn([String(Reflect.get(Object(error), 'fix'))])).toEqual([])
  })

  it('gives 1 for a file with findings, told with count, line, value and repair', async () => {
    const { code, out } = await check('bad.csv')
    expect(code).toBe(1)
    expect(out).toContain('2 × INVALID_EMAIL in Email')
    expect(out).toContain('line 3: bob at firm')
    expect(out).toMatch(/clean_email mends 1 of 2: <ann@firm\.example> →\s+ann@firm\.example/)
    expect(out).toContain('Not ready: 2 rows checked, 2 rows lost.\nRepairs are switched on in a conversation')
  })

  it('says who calls the tools that an advice names', async () => {
    write('stages.csv', 'Email,Lifecycle Stage\nann@firm.example,Nonsense\nbob@firm.example,Rubbish\n')
    const { out } = await check('stages.csv')
    expect(out).toMatch(/^ +Fix: Use an existing option \(list_properties shows them\)/m)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Tools of this server, which an agent calls for you in a conversation: list_properties.',
    )
    expect((await check('good.csv')).out).not.toContain('an agent')
  })

  it('checks the sheet that is named, and names the others', async () => {
    const companies = [textRow(1, ['Company name', 'Company domain']), textRow(2, ['Acme', 'acme.example'])]
    const people = [textRow(1, ['First Name', 'Email']), textRow(2, ['Ann', 'ann@firm.example'])]
    write(
      'crm.xlsx',
      xlsx({
        sheets: [
          { name: 'People', rows: people.join('') },
          { name: 'Firms', rows: companies.join('') },
        ],
      }),
    )
    const first = await check('crm.xlsx')
    expect(first.out).toContain('1 row, xlsx, sheet "People", header in line 1')
    expect(first.out).toContain('Its sheets: "People", "Firms". --sheet NAME checks another one.')
    expect(first.out.replace(/\s+/g, ' ')).toContain('For another one check it again with --sheet NAME.')
    expect(first.out.replace(/\s+/g, ' ')).toContain('Fix: If another sheet is meant, name it with --sheet.')
    expect(first.out).not.toContain('propose_mapping')
    const second = await check('crm.xlsx', '--sheet', 'Firms')
    expect(second.out).not.toContain('INVALID_SHEET_COUNT')
    expect(second.out).toContain('sheet "Firms"')
    expect(second.out).toMatch(/^ {2}Company domain +companies\.domain/m)
    await expect(check('crm.xlsx', '--sheet', 'Frims')).rejects.toMatchObject({
      fix: 'Name one of these with --sheet.',
      code: 'invalid_arguments',
      message: expect.stringContaining('has no sheet "Frims"; its sheets are "People", "Firms"'),
    })
    await expect(check('good.csv', '--sheet', 'Firms')).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: 'good.csv is no workbook, so it has no sheet "Firms".',
    })
  })

  it('says that a folder is one, and names files in it', async () => {
    await expect(check('.')).rejects.toMatchObject({
      code: 'file_not_regular',
      message: `"${folder}" is a folder, not a file.`,
      fix: expect.stringMatching(/^Name one of its files, such as ".+\.(csv|xlsx)" or /),
    })
  })

  it('shows a row without a value it needs by its line', async () => {
    write('firms.csv', 'Company name,City\nAcme,Bern\n,Basel\n')
    const { out } = await check('firms.csv')
    expect(out).toMatch(/1 × MISSING_REQUIRED_PROPERTY/)
    expect(out).toMatch(/^ +line 3$/m)
  })

  it('names a column without a name by its number, in the mapping and in what was found', async () => {
    const people = Array.from({ length: 30 }, (_, at) => `Ann,Lee,ann${at}@firm.example`)
    write('nameless.csv', [...people, 'Cy,Dee,cy at firm', 'Ed', ''].join('\n'))
    const { out } = await check('nameless.csv')
    expect(out).toMatch(/^ {2}column 3 +contacts\.email +\d+ % +identifier$/m)
    expect(out).toContain('1 × INVALID_EMAIL in column 3')
    expect(out).toContain('line 32: 1 cell instead of 3')
  })

  it('tells a column of record ids of another object as an association', async () => {
    write('associated.csv', 'First Name,Email,Associated Deal IDs\nAnn,ann@firm.example,123456789\n')
    const { out } = await check('associated.csv')
    expect(out).toMatch(/^ {2}Associated Deal IDs +contacts → deals +\d+ % +association$/m)
  })

  it('gives 1 for a file of which no column fits, and says what to do', async () => {
    const { code, out } = await check('nothing.csv')
    expect(code).toBe(1)
    expect(out).toMatch(/^ {2}aa +– no match, left out$/m)
    expect(out).toContain('--object')
  })

  it('refuses a file without rows', async () => {
    await expect(check('header.csv')).rejects.toMatchObject({ code: 'file_header_only' })
  })

  it('refuses a file that is not there, with the names that are near', async () => {
    await expect(check('goood.csv')).rejects.toMatchObject({
      code: 'file_not_found',
      fix: expect.stringContaining('good.csv'),
    })
  })

  it('refuses an empty file', async () => {
    await expect(check('empty.csv')).rejects.toMatchObject({ code: 'file_empty' })
  })

  it('refuses an object type that does not exist', async () => {
    await expect(check('good.csv', '--object', 'unicorns')).rejects.toMatchObject({ code: 'unknown_object_type' })
  })

  it('writes one JSON document with --json, without what only a running server could use', async () => {
    const { code, out } = await check('bad.csv', '--json')
    const told = JSON.parse(out)
    expect(code).toBe(1)
    expect(told).toMatchObject({
      file: join(folder, 'bad.csv'),
      ready: false,
      mapping: { definitions: 'built-in' },
      check: { rows: 2, rowsLost: 2, findings: expect.arrayContaining([expect.objectContaining({ count: 2 })]) },
    })
    expect(out).not.toContain('planId')
  })

  it('makes the invisible characters of a cell visible', async () => {
    const { out } = await check('evil.csv')
    expect(out).toContain('line 4: \\u202ered\\u200b')
    for (const hidden of ['\u202e', '\u200b']) expect(out).not.toContain(hidden)
  })

  it('never writes a line wider than the terminal', async () => {
    for (const columns of [20, 40, 60, 80, 200]) {
      const io = fakeIo({ columns })
      await runCheck(configOf(['check', 'bad.csv'], folder), io)
      const widest = Math.max(
        ...io
          .out()
          .split('\n')

          .map(textWidth),
      )
      expect(widest).toBeLessThanOrEqual(Math.min(columns, 80))
    }
  })

  it('draws its progress on stderr of a terminal, and takes it away again', async () => {
    const io = fakeIo({ errorIsTTY: true })
    await runCheck(configOf(['check', 'good.csv'], folder), io)
    expect(io.err()).toContain('Checked 2 rows')
    expect(io.err().endsWith('\r\u001b[K')).toBe(true)
    expect(io.out()).not.toContain('\r')
  })

  it('checks against the properties of the sandbox with --sandbox', async () => {
    const { code, out } = await check('good.csv', '--sandbox')
    expect(code).toBe(0)
    expect(out).toContain('properties of the connected account')
  })

  it('leaves nothing behind', async () => {
    vi.stubEnv('TMPDIR', temporary)
    await check('good.csv')
    await check('good.csv', '--sandbox')
    await expect(check('empty.csv')).rejects.toThrow()
    vi.unstubAllEnvs()
    expect(await readdir(temporary)).toEqual([])
  })
})
