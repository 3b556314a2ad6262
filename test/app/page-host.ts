import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium, type FrameLocator, type Page } from 'playwright-core'
import type { Connection } from '../connect.ts'

/** A browser that is there already: none is installed for the tests. */
export const CHROMIUM = [
  process.env.CHROME_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== '' && existsSync(path))

/** What a host has to use for a page that names no domain (MCP Apps, Host Behavior). */
const DEFAULT_CSP =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'"
const HOST = 'http://host.test'

export interface PageHost {
  page: Page
  /** The document of the server. */
  view: FrameLocator
  /** Calls of tools by the page, in order. */
  calls: { name: string; arguments?: Record<string, unknown> }[]
  /** What the page told the model, the last thing last. */
  told: unknown[]
  /** Addresses that the page asked for, and errors of its scripts. */
  complaints: string[]
  /** The model calls a tool: the page gets its arguments and its result. */
  show(name: string, args: Record<string, unknown>): Promise<void>
  /** The result alone, whatever it is. */
  send(result: object): Promise<void>
  theme(theme: 'light' | 'dark'): Promise<void>
  tearDown(): Promise<unknown>
  /** With SCREENSHOTS=1 in light and dark at two widths, into a folder that is not in git; otherwise nothing. */
  screenshot(name: string): Promise<void>
  /** By so many pixels the document is wider than its frame. */
  overflow(): Promise<number>
  close(): Promise<void>
}

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu'] })

interface HostOptions {
  width?: number
  /** The host lets pages call tools. */
  canCall?: boolean
}

/** A chat program with the page in it, and the connection as its MCP client. */
export async function openHost(
  browser: Browser,
  connection: Connection,
  { width = 900, canCall = true }: HostOptions = {},
): Promise<PageHost> {
  const { client } = connection
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  // Less than a test may take, so that a failure names the element that did not come.
  page.setDefaultTimeout(12_000)
  const [calls, told, complaints]: [PageHost['calls'], unknown[], string[]] = [[], [], []]
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await serve(page, await documentOf(connection), complaints)
  await page.exposeFunction('callTool', (params: PageHost['calls'][number]) => {
    calls.push(params)
    return client.callTool(params)
  })
  await page.exposeFunction('toldModel', (params: unknown) => told.push(params))
  await page.goto(HOST)
  const evaluate = (name: string, value: unknown) => page.evaluate(`globalThis.${name}(${JSON.stringify(value)})`)
  const theme: PageHost['theme'] = async (wanted) => void (await evaluate('changeContext', { theme: wanted }))
  await evaluate('openPage', {
    capabilities: { ...(canCall && { serverTools: {} }), updateModelContext: { text: {} } },
    hostContext: {
      theme: 'light',
      locale: 'en',
      displayMode: 'inline',
      availableDisplayModes: ['inline', 'fullscreen'],
    },
  })
  return {
    page,
    view: page.frameLocator('iframe'),
    calls,
    told,
    complaints,
    async show(name, args) {
      await evaluate('sendInput', args)
      await evaluate('sendResult', await client.callTool({ name, arguments: args }))
    },
    send: async (result) => void (await evaluate('sendResult', result)),
    theme,
    tearDown: () => evaluate('tearDown', {}),
    screenshot: (name) => screenshots(name, { page, width, theme }),
    overflow: async () =>
      Number(await page.frames()[1]?.evaluate('document.documentElement.scrollWidth - window.innerWidth')),
    close: () => page.close(),
  }
}

const SHOTS = new URL('../../test-artefacts/page/', import.meta.url)

async function screenshots(
  name: string,
  { page, width, theme }: { page: Page; width: number; theme: PageHost['theme'] },
): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return
  for (const each of [900, 360]) {
    for (const shade of ['light', 'dark'] as const) {
      await theme(shade)
      await page.setViewportSize({ width: each, height: 900 })
      await page.waitForTimeout(300)
      const height = Math.ceil((await page.locator('iframe').boundingBox())?.height ?? 900)
      await page.setViewportSize({ width: each, height })
      await page.waitForTimeout(300)
      await page.screenshot({ path: fileURLToPath(new URL(`${name}-${each}-${shade}.png`, SHOTS)) })
    }
  }
  await page.setViewportSize({ width, height: 900 })
}

async function documentOf({ client }: Connection): Promise<string> {
  const [content] = (await client.readResource({ uri: 'ui://hubspot-import/plan' })).contents
  return content !== undefined && 'text' in content ? content.text : ''
}

async function serve(page: Page, document: string, complaints: string[]): Promise<void> {
  const script = await hostScript()
  const html = (body: string, headers = {}) => ({ contentType: 'text/html', body, headers })
  await page.route('**', (route) => {
    const url = route.request().url()
    if (url === `${HOST}/`) return route.fulfill(html(`${FRAME}<script type="module" src="/host.js"></script>`))
    if (url === `${HOST}/host.js`) return route.fulfill({ contentType: 'text/javascript', body: script })
    if (url === `${HOST}/page`) return route.fulfill(html(document, { 'content-security-policy': DEFAULT_CSP }))
    if (!url.endsWith('/favicon.ico')) complaints.push(url)
    return route.abort()
  })
}

const FRAME =
  '<!doctype html><meta charset="utf-8"><style>body{margin:0}iframe{display:block;width:100%;border:0}</style><iframe sandbox="allow-scripts"></iframe>'

let built: Promise<string> | undefined

function hostScript(): Promise<string> {
  built ??= build({
    entryPoints: [fileURLToPath(new URL('host-page.mjs', import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
  }).then(({ outputFiles: [file] }) => file?.text ?? '')
  return built
}
