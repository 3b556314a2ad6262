// The page that a person sees inside the chat: its style and its script are put into the document, which needs nothing else.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import manifest from '../package.json' with { type: 'json' }

const folder = new URL('../src/app/view/', import.meta.url)

/** The imported name of the document that is made of the sources in `src/app/view`. */
export const PAGE = /\/app\/view\/page\.html$/

/** The whole document. */
export async function pageText() {
  const [document, style, script] = await Promise.all([
    readFile(new URL('page.html', folder), 'utf8'),
    bundled('style.css'),
    bundled('main.ts'),
  ])
  // A function, because a replacement text has a meaning of its own for every $.
  return document.replace('/* style.css */', () => style).replace('/* main.ts */', () => script)
}

async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    format: 'iife',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    define: { VERSION: JSON.stringify(manifest.version) },
    charset: 'utf8',
    logLevel: 'warning',
    write: false,
  })
  // esbuild writes `<\/script>` for the end of a script inside of one.
  return outputFiles[0].text.trim()
}

/** For vitest, which loads the sources one by one. */
export const pagePlugin = {
  name: 'page',
  enforce: 'pre',
  async load(id) {
    return PAGE.test(id) ? `export default ${JSON.stringify(await pageText())}` : undefined
  },
}
