import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { connect } from '../connect.ts'
import { CHROMIUM, openHost, startBrowser } from './page-host.ts'

const EXAMPLE = new URL('../../examples/leads.csv', import.meta.url)
const PICTURE = new URL('../../docs/page.png', import.meta.url)
const MOST_BYTES = 150_000

test('the picture of README is small enough to be looked at, and a PNG', async () => {
  const picture = await readFile(PICTURE)
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  expect(picture.length).toBeLessThan(MOST_BYTES)
})

/** SCREENSHOTS=1 npx vitest run test/app/readme-picture.test.ts */
test.runIf(CHROMIUM !== undefined && process.env.SCREENSHOTS !== undefined)(
  'the picture of README is the check of the example, with the repairs switched on',
  async () => {
    const browser = await startBrowser()
    await using connection = await connect({
      flags: ['--sandbox', '--confirm', 'elicit'],
      files: { 'leads.csv': await readFile(EXAMPLE, 'utf8') },
    })
    const host = await openHost(browser, connection, { width: 800 })
    await host.show('propose_mapping', { file: 'leads.csv' })
    await host.view.getByRole('button', { name: 'Check the whole file' }).click()
    await host.view.getByRole('heading', { name: 'What the check found' }).waitFor()
    const repair = host.view.getByRole('switch', { name: /Lifecycle Stage/ })
    await repair.click()
    await host.view.locator('[role=switch][aria-checked=true]').first().waitFor()
    await host.view.getByRole('status').getByText('The check is done.').waitFor({ state: 'attached' })
    await host.page.setViewportSize({ width: 800, height: 1000 })
    await host.page.screenshot({ path: fileURLToPath(PICTURE) })
    await browser.close()
  },
)
