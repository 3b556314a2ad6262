import { describe, expect, test } from 'vitest'
import { preflightReport } from '../../src/import/preflight.ts'
import { checkFile, checkFiles } from './preflight/check-file.ts'
import { EMAIL, find, tell, told } from './preflight/told.ts'

/** Longer than the head of a file that is looked at when it is planned. */
const LONG = 'a@b.com\n'.repeat(40_000)

describe('preflight() report', () => {
  test('preflight() tells a clean file with everything around it', async () => {
    const report = await checkFile({
      text: 'Email,Name\nann@acme.com,Ann\nbo@acme.com,Bo\n',
      columns: [EMAIL, 'firstname'],
    })
    expect(preflightReport.parse(report)).toEqual({
      ready: true,
      rows: 2,
      rowsByFile: [2],
      rowsLost: 0,
      valuesLost: 0,
      associationsLost: 0,
      findings: [],
      repairs: [],
      limits: [
        { name: 'rows', fileName: 'file.csv', value: 2, limit: 1_048_576, exceeded: false },
        { name: 'bytes', fileName: 'file.csv', value: 43, limit: 536_870_912, exceeded: false },
        { name: 'columns', fileName: 'file.csv', value: 2, limit: 999, exceeded: false },
        { name: 'rowsPerDay', fileName: null, value: 2, limit: 80_000_000, exceeded: false },
      ],
      onlyHubSpotKnows: [
        'Which rows update a record and which create one.',
        'Whether a contact was deleted for privacy reasons and may not be imported again (GDPR_BLACKLISTED_EMAIL).',
        'Whether a limit of the account or subscription is reached (LIMIT_EXCEEDED), and failures inside HubSpot (UNKNOWN_ERROR).',
      ],
      definitionsSource: 'account',
    })
  })

  test('preflight() tells a finding with its cause, its examples, the fix and the repair', async () => {
    const text = 'Email,Stage\na@b.com,lead\nb@b.com,LEAD\nc@b.com,costumer\nd@b.com,nonsense\n'
    const report = await checkFile({ text, columns: [EMAIL, 'lifecyclestage'] })
    expect(report.findings).toEqual([
      {
        errorType: 'INVALID_ENUMERATION_OPTION',
        severity: 'error',
        outcome: 'value_lost',
        fileName: 'file.csv',
        columnName: 'Stage',
        columnIndex: 1,
        count: 3,
        message:
          '3 values in "Stage" are neither label nor internal value of an option; the property stays empty on those records.',
        examples: [
          { line: 3, value: 'LEAD' },
          { line: 4, value: 'costumer' },
          { line: 5, value: 'nonsense' },
        ],
        unknown: {
          values: [
            { value: 'costumer', count: 1 },
            { value: 'nonsense', count: 1 },
          ],
          valuesLeftOut: 0,
          choices: [
            { value: 'lead', label: 'Lead' },
            { value: 'customer', label: 'Customer' },
            { value: 'other', label: 'Other' },
          ],
          choicesLeftOut: 0,
        },
        fix: 'Switch on match_option (revise_mapping repairs): it mends 1 of 3. Otherwise: Use an existing option (list_properties shows them) or add the option in HubSpot first.',
        repair: { name: 'match_option', count: 1, examples: [{ line: 3, before: 'LEAD', after: 'lead' }] },
      },
    ])
    expect(report).toMatchObject({ ready: false, rowsLost: 0, valuesLost: 3 })
  })

  test('preflight() asks for no third option of a Yes/No property', async () => {
    const report = await checkFile({ text: 'Email,OK\na@b.com,x\nb@b.com,yes\n', columns: [EMAIL, 'agreed'] })
    expect(report.findings).toMatchObject([
      {
        errorType: 'INVALID_ENUMERATION_OPTION',
        message:
          '1 value in "OK" is neither label nor internal value of an option; the property stays empty on those records.',
        fix: 'Write true or false, or yes or no in the file; an empty cell leaves the property as it is.',
      },
    ])
  })

  test('preflight() says that a placeholder is emptied, not mended', async () => {
    const report = await checkFile({ text: 'Email,Born\na@b.com,???\nb@b.com,n/a\n', columns: [EMAIL, 'birthday'] })
    expect(report.findings[0]?.fix).toBe(
      'Switch on blank_placeholder (revise_mapping repairs): it empties all of them. Otherwise: Correct the dates in the file, or set dateFormat with revise_mapping if the whole import has another order.',
    )
  })

  test('preflight() leaves it at the repair where that mends everything', async () => {
    const report = await checkFile({ text: 'Email\n a@b.com.\nb@b.com\n', columns: [EMAIL] })
    expect(report.findings[0]).toMatchObject({
      message: '1 value in "Email" is not a valid e-mail address; those rows are not imported.',
      fix: 'Switch on clean_email (revise_mapping repairs): it mends all of them.',
    })
  })

  test('preflight() counts a row that is hit several times once in rowsLost, and its values not at all', async () => {
    const text = 'Email,Stage,Born\nbad,x,y\nb@b.com,x,y\n'
    const report = await checkFile({ text, columns: [EMAIL, 'lifecyclestage', 'birthday'] })
    expect(report).toMatchObject({ rows: 2, rowsLost: 1, valuesLost: 2 })
    expect(told(report)).toEqual([
      '! INVALID_EMAIL row_lost Email=1 @2',
      '! INVALID_ENUMERATION_OPTION value_lost Stage=2 @2,3',
      '! COULD_NOT_PARSE_DATE value_lost Born=2 @2,3',
    ])
  })

  test('preflight() puts the worst first, then the most', async () => {
    const text = 'Email,Stage,Born,Amount\na@b.com,x,1/1/2020,z\nb@b.com,x,13/13/2020,z\nbad,x,1/1/2020,1\n'
    const report = await checkFile({ text, columns: [EMAIL, 'lifecyclestage', 'birthday', 'amount'] })
    expect(report.findings.map(({ errorType, count }) => `${errorType} ${count}`)).toEqual([
      'INVALID_EMAIL 1',
      'INVALID_ENUMERATION_OPTION 3',
      'COULD_NOT_PARSE_NUMBER 2',
      'COULD_NOT_PARSE_DATE 1',
    ])
  })

  test('preflight() gives lines as an editor counts them, also after line breaks in quotes and blank lines', async () => {
    const text = 'Email,Note\r\na@b.com,"one\r\ntwo\nthree"\r\n\r\nbad,x\r\nb@b.com,"\n"\r\nworse,y\r\n'
    const report = await checkFile({ text, columns: [EMAIL, 'firstname'] })
    expect(report.rows).toBe(4)
    expect(find(report, 'INVALID_EMAIL').examples).toEqual([
      { line: 6, value: 'bad' },
      { line: 9, value: 'worse' },
    ])
  })

  test.each([0, 1, 10])(
    'preflight() gives at most maxExamples (%i) examples and the exact count',
    async (maxExamples) => {
      const text = `Email\n${Array.from({ length: 25 }, (_, index) => `bad${index}\n`).join('')}`
      const { findings } = await checkFile({ text, columns: [EMAIL] }, { maxExamples })
      expect(findings[0]?.count).toBe(25)
      expect(findings[0]?.examples).toHaveLength(maxExamples)
    },
  )

  test('preflight() makes hostile cells and headers safe to show', async () => {
    const text = `"Em\u202eail"\n"\u001b[31mbad\u200b\nvalue"\n${'x'.repeat(500)}\n`
    const { findings } = await checkFile({ text, columns: [EMAIL] })
    expect(findings[0]?.columnName).toBe('Em\\u202eail')
    expect(findings[0]?.examples[0]?.value).toBe('bad\\u200b\\nvalue')
    expect(findings[0]?.examples[1]?.value).toHaveLength(200)
    // A sentence names such a header by its place.
    expect(findings[0]?.message).toMatch(/^2 values in column 1 are /)
  })

  test('preflight() does not look at columns that are left out', async () => {
    const text = `Email,Junk\na@b.com,${'x'.repeat(70_000)}\nb@b.com,\n`
    expect(await checkFile({ text, columns: [EMAIL, '-'] })).toMatchObject({ ready: true, rows: 2, findings: [] })
  })

  test('preflight() counts the rows of the file for a finding about the mapping', async () => {
    const { findings } = await checkFile({ text: 'Name\nAnn\nBo\n', columns: ['firstname'] })
    expect(findings.map(tell)).toEqual(['? NO_IDENTIFIER_COLUMN nothing row=2 @'])
  })

  test('preflight() reports its progress and ends at the whole file', async () => {
    const seen: { rows: number; bytes: number; totalBytes: number }[] = []
    const files = [
      { name: 'a.csv', text: 'Email\na@b.com\n', columns: [EMAIL] },
      { name: 'b.csv', text: 'Name,Domain\nAcme,acme.com\n', columns: ['name', 'domain'], objectTypeId: '0-2' },
    ]
    await checkFiles(files, { report: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ rows: 2, bytes: 40, totalBytes: 40 })
  })

  test('preflight() ends in the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(checkFile({ text: 'Email\na@b.com\n', columns: [EMAIL] }, { signal })).rejects.toThrow('enough')
  })

  test('preflight() tells where a file cannot be read any further, beside what it found before', async () => {
    const report = await checkFile({ text: `Email\nnobody\n${LONG}"b@b.com\n`, columns: [EMAIL] })
    expect(report.ready).toBe(false)
    expect(find(report, 'INVALID_EMAIL').examples).toEqual([{ line: 2, value: 'nobody' }])
    expect(find(report, 'COULD_NOT_PARSE_ROW')).toMatchObject({
      outcome: 'file_refused',
      count: 1,
      examples: [{ line: 40_003, value: '' }],
      message:
        'The quote that opens on line 40003 is never closed. The file is not read any further and cannot be uploaded.',
      fix: 'Close the quote or delete it, save the file, and call propose_mapping again.',
    })
  })

  test.each([
    ['a byte of another encoding', `Émail\n${LONG}`, [0xe9, 0x0a], 'COULD_NOT_PARSE_ROW', 40_002],
    ['a NUL', `Email\n${LONG}x\0`, [], 'COULD_NOT_PARSE_ROW', 40_002],
    ['a record without end', `Email\n${LONG}"${'x'.repeat(1_100_000)}"\n`, [], 'ROW_DATA_TOO_LARGE', 40_002],
    ['too many cells', `Email\n${LONG}${','.repeat(2_000)}\n`, [], 'INCORRECT_NUMBER_OF_COLUMNS', 40_002],
  ])('preflight() tells %s as a finding with its line', async (_what, text, bytes, errorType, line) => {
    const content = Buffer.concat([Buffer.from(text), Buffer.from(bytes), Buffer.from(LONG)])
    const { findings } = await checkFile({ text: content, columns: [EMAIL] })
    expect(findings[0]).toMatchObject({ errorType, outcome: 'file_refused', examples: [{ line }] })
  })
})
