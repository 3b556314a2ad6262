import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect, structuredOf } from '../connect.ts'
import { CHROMIUM, openHost, startBrowser } from './page-host.ts'

/** As with an account: without the person's word nothing is started. */
const flags = ['--sandbox', '--confirm', 'elicit']
const LEADS = `Email,First Name,Lifecycle Stage,Legacy ID
ada@example.com,Ada,Custommer,A1
bob@example.com,Bob,Lead,A2
ask Sabine,Cleo,Lead,A3
`
/** Without a browser the page is only looked at as text, in page.test.ts. A report names no skipped test: it is said here. */
if (CHROMIUM === undefined)
  console.warn('No Chromium or Chrome was found (CHROME_PATH names one): the page is not tried.')

describe.skipIf(CHROMIUM === undefined)('the page', () => {
  let browser: Browser
  let connection: Connection
  beforeAll(async () => {
    browser = await startBrowser()
    connection = await connect({ flags, files: { 'leads.csv': LEADS } })
  })
  afterAll(async () => {
    await browser.close()
    await connection.close()
  })

  it('takes a person from the mapping to the failed rows, by keyboard where they like', async () => {
    const host = await openHost(browser, connection)
    const { view } = host
    await host.show('propose_mapping', { file: 'leads.csv', objectTypes: ['contacts'] })
    await view.getByText('3 of 4 columns go to HubSpot').waitFor()
    await host.screenshot('mapping')

    await view.getByLabel('Property for First Name').selectOption('Another property…')
    await view.getByRole('searchbox').fill('job title')
    await view.getByRole('button', { name: 'Job Title · contact' }).click()
    const row = view.getByRole('row').filter({ hasText: 'First Name' })
    await row.getByText('Changed').waitFor()
    expect(await row.getByRole('combobox').locator('option:checked').textContent()).toBe('Job Title · contact')

    await view.getByRole('button', { name: 'Check the whole file' }).click()
    await view.getByRole('heading', { name: 'What the check found' }).waitFor()
    expect(await view.getByRole('table').getByRole('row').allTextContents()).toEqual([
      'FindingColumnRows',
      'Invalid emailEmail1',
      'Invalid enumeration optionLifecycle Stage1',
    ])
    const repair = view.getByRole('switch', { name: 'Use the option that is meant in Lifecycle Stage' })
    await repair.press('Space')
    await view.locator('[role=switch][aria-checked=true]:focus').waitFor()
    await view.getByRole('status').getByText('The check is done.').waitFor({ state: 'attached' })
    await host.screenshot('check')

    await view.getByRole('button', { name: 'Continue to the import' }).click()
    await view.getByText('2 rows will be written. Contact records are created or updated.').waitFor()
    const start = view.getByRole('button', { name: 'Import 3 rows' })
    await start.press('Enter')
    expect(host.calls.map(({ name }) => name)).not.toContain('start_import')
    await view.getByRole('checkbox', { name: 'I accept this: 1 row will be lost.' }).check()
    await host.screenshot('start')
    await start.click()

    await view.getByText('Finished, but not everything was imported.').waitFor()
    await view.getByRole('table', { name: 'Why rows or values are missing' }).waitFor()
    await host.screenshot('result')
    await view.getByRole('button', { name: 'Export the failed rows' }).click()
    await view.getByText(/1 row written to .*leads-failed-rows\.csv/).waitFor()
    expect(imports(connection)).toBe(1)
    expect(host.calls.find(({ name }) => name === 'start_import')?.arguments).toEqual({
      planId: expect.any(String),
      confirm: expect.stringMatching(/^start [0-9a-f]{12}$/),
      acceptFindings: true,
    })
    expect(JSON.stringify(host.told.at(-1))).toMatch(/The import is DONE.*leads-failed-rows\.csv/)
    // Other columns than those of the file: they are not shown as its mapping.
    await view.getByRole('button', { name: 'Check these rows' }).click()
    await view.getByRole('heading', { name: 'What the check found' }).waitFor()
    expect(await view.getByRole('navigation').getByRole('button').allTextContents()).toEqual(['3Import'])
    expect(await host.tearDown()).toEqual({})
    expect(host.complaints).toEqual([])
    await host.close()
  }, 60_000)

  it('asks what values mean that name no option, and keeps the repairs in use', async () => {
    const csv =
      'Email,Lifecycle Stage\na@x.example,Kunde\nb@x.example,Interessent\nc@x.example,LEAD\nd@x.example,Kunde\n'
    await using other = await connect({ files: { 'kunden.csv': csv } })
    const host = await openHost(browser, other, { width: 360 })
    const { view } = host
    await host.show('propose_mapping', { file: 'kunden.csv', objectTypes: ['contacts'] })
    await view.getByRole('button', { name: 'Check the whole file' }).click()
    const repair = view.getByRole('switch', { name: 'Use the option that is meant in Lifecycle Stage' })
    await repair.click()
    await view.locator('[role=switch][aria-checked=true]').waitFor()
    const use = view.getByRole('button', { name: 'Use these meanings' })
    expect(await use.getAttribute('aria-disabled')).toBe('true')
    await view.getByLabel('Meaning of Kunde').selectOption('Customer')
    await view.getByLabel('Meaning of Interessent').selectOption('Make it empty')
    expect(await view.getByLabel('Meaning of Kunde').locator('option:checked').textContent()).toBe('Customer')
    await host.screenshot('meanings')
    expect(await host.overflow()).toBeLessThanOrEqual(0)
    await use.press('Enter')
    await view.getByText('nothing would be lost', { exact: false }).first().waitFor()
    const { repairs } = host.calls.findLast(({ name }) => name === 'revise_mapping')?.arguments ?? {}
    expect(repairs).toEqual([
      { repair: 'match_option', column: 1 },
      { repair: 'replace_values', column: 1, values: { Kunde: 'customer', Interessent: '' } },
    ])
    // Switched off again, only the other one stays.
    await view.getByRole('switch', { name: 'Replace texts by what they mean in Lifecycle Stage' }).click()
    await view.getByLabel('Meaning of Kunde').waitFor()
    await repair.and(view.locator('[aria-checked=true]')).waitFor()
    expect(host.complaints).toEqual([])
    await host.close()
  })

  it('shows a thousand columns in a narrow frame', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `Custom field with a rather long name ${index}`)
    const wide = `${names.join(',')}\n${names.map(() => 'a-value-without-any-space-in-it-to-break-at').join(',')}\n`
    await using other = await connect({ files: { 'wide.csv': wide } })
    const host = await openHost(browser, other, { width: 360 })
    const { view } = host
    await host.show('propose_mapping', { file: 'wide.csv', objectTypes: ['contacts'] })
    await view.getByText('Columns 1 to 25 of 1,000').waitFor()
    expect(await view.getByRole('row').count()).toBe(26)
    expect(await host.overflow()).toBeLessThanOrEqual(0)
    await view.getByRole('button', { name: 'Enlarge' }).click()
    await view.getByRole('button', { name: 'Enlarge' }).waitFor({ state: 'detached' })
    const later = view.getByRole('button', { name: 'Later columns' })
    await later.press('Enter')
    await view.getByText('Columns 26 to 50 of 1,000').waitFor()
    expect(await later.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)
    expect(host.complaints).toEqual([])
    await host.close()
  })

  it('draws the worst findings of a wide file and lists all it was given', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Number ${index}`)
    const columnMappings = names.map((columnName) => ({
      ...{ columnObjectTypeId: '0-1', columnName, propertyName: columnName === 'Number 0' ? 'email' : 'followercount' },
      ...(columnName === 'Number 0' && { columnType: 'HUBSPOT_ALTERNATE_ID' }),
    }))
    const csv = `${names.join(',')}\n${names.map((_, index) => (index === 0 ? 'a@x.example' : 'many')).join(',')}\n`
    const fileImportPage = { hasHeader: true, columnMappings }
    const importRequest = { name: 'Wide', files: [{ fileName: 'wide.csv', fileFormat: 'CSV', fileImportPage }] }
    await using other = await connect({ files: { 'wide.csv': csv } })
    const host = await openHost(browser, other, { width: 360 })
    await host.show('validate_import', { importRequest, files: ['wide.csv'] })
    await host.view.locator('.chart tbody tr').first().waitFor()
    expect(await host.view.locator('.chart tbody tr').count()).toBe(20)
    expect(await host.view.locator('details.found').count()).toBeGreaterThanOrEqual(39)
    expect(await host.overflow()).toBeLessThanOrEqual(0)
    await host.close()
  })

  it('keeps open what a person opened, also where two files have a column of the same name', async () => {
    const columnMappings = [{ columnObjectTypeId: '0-1', columnName: 'Email', propertyName: 'email' }]
    const files = ['a.csv', 'b.csv']
    const importRequest = {
      name: 'Two',
      files: files.map((fileName) => ({
        fileName,
        fileFormat: 'CSV',
        fileImportPage: { hasHeader: true, columnMappings },
      })),
    }
    await using other = await connect({ files: { 'a.csv': 'Email\nask Ann\n', 'b.csv': 'Email\nask Bob\n' } })
    const host = await openHost(browser, other)
    await host.show('validate_import', { importRequest, files })
    await host.view.locator('details.found summary').first().click()
    await host.view.locator('[data-key=check]').click()
    await host.view.locator('[data-key=check]:not([aria-disabled])').waitFor()
    expect(await host.view.locator('details.found').count()).toBeGreaterThan(1)
    expect(await host.view.locator('details.found[open]').count()).toBe(1)
    await host.close()
  })

  it('starts nothing when the plan is no longer the one that was shown', async () => {
    await using other = await connect({ flags, files: { 'leads.csv': LEADS } })
    const host = await openHost(browser, other)
    const { view } = host
    const { planId } = structuredOf(
      await other.call('propose_mapping', { file: 'leads.csv', objectTypes: ['contacts'] }),
    )
    await host.show('validate_import', { planId })
    await view.getByRole('button', { name: 'Continue to the import' }).click()
    await view.getByRole('checkbox').check()
    await other.call('revise_mapping', { planId, columns: [{ column: 'First Name', propertyName: null }] })
    await view.getByRole('button', { name: 'Import 3 rows' }).click()
    await view.getByRole('alert').getByText('it changed since it was shown').waitFor()
    expect(imports(other)).toBe(0)
    await host.close()
  })

  it('takes up what the model did: a revised plan, a repair in use, an import that runs', async () => {
    await using other = await connect({ files: { 'leads.csv': LEADS } })
    const { planId } = structuredOf(
      await other.call('propose_mapping', { file: 'leads.csv', objectTypes: ['contacts'] }),
    )
    const host = await openHost(browser, other)
    const { view } = host
    const repairs = [{ repair: 'match_option', column: 'Lifecycle Stage' }]
    await host.show('revise_mapping', { planId, repairs })
    await view.getByRole('button', { name: 'Check the whole file' }).click()
    await view.getByRole('switch', { checked: true }).click()
    await view.getByRole('switch', { checked: false }).waitFor()
    expect(host.calls.findLast(({ name }) => name === 'revise_mapping')?.arguments).toEqual({ planId, repairs: [] })

    await host.show('start_import', { planId, acceptFindings: true })
    await view.getByText('Finished, but not everything was imported.').waitFor()
    await view.getByRole('table', { name: 'Why rows or values are missing' }).getByText('Lifecycle Stage').waitFor()
    expect(host.complaints).toEqual([])
    await host.close()
  })

  it('shows whatever is in a file, an error or another answer as text', async () => {
    const markup = '<img src=x onerror=alert(1)><b>bold</b>'
    await using other = await connect({ files: { 'odd.csv': `Email,"${markup}"\nada@example.com,<i>value</i>\n` } })
    const host = await openHost(browser, other)
    const { view } = host
    await host.show('propose_mapping', { file: 'odd.csv' })
    await view.getByRole('rowheader', { name: markup }).getByText('e.g. <i>value</i>').waitFor()
    await host.send({ content: [{ type: 'text', text: `file_changed: ${markup}\nFix: Do ${markup}` }], isError: true })
    await view.getByRole('alert').getByText(`Do ${markup}`).waitFor()
    await host.send({ content: [{ type: 'text', text: `plain ${markup}` }] })
    await view.getByText(`plain ${markup}`).waitFor()
    expect(await view.locator('img, b, i').count()).toBe(0)
    expect(host.complaints).toEqual([])
    await host.close()
  })

  it('calls nothing where the host lets it call nothing', async () => {
    const host = await openHost(browser, connection, { canCall: false })
    const { view } = host
    await host.show('propose_mapping', { file: 'leads.csv', objectTypes: ['contacts'] })
    await view.getByText('Tell the assistant what to change.').waitFor()
    expect(await view.getByRole('combobox').count()).toBe(0)
    expect(await view.getByRole('button').allTextContents()).toEqual(['Enlarge', 'All4', 'To check1', 'Left out1'])
    expect(host.calls).toEqual([])
    await host.close()
  })
})

/** How many imports HubSpot, here the sandbox, was asked for. */
const imports = ({ sandbox }: Connection): number =>
  sandbox.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/imports')).length
