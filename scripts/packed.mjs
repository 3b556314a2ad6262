import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { PAGE, pageText } from './page.mjs'

/** Not needed for a first answer; what is imported of each. Their code may not contain import(). */
const PACKAGES = {
  '@modelcontextprotocol/client': ['@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio'],
  busboy: ['busboy'],
  jose: ['jose'],
  'libphonenumber-js': ['libphonenumber-js/max'],
  'node-sqlite3-wasm': ['node-sqlite3-wasm'],
  'prom-client': ['prom-client'],
  saxes: ['saxes'],
  undici: ['undici'],
  yauzl: ['yauzl'],
}
const LARGE_DATA = 3000

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * What a start does not need is in the bundle as compressed text and unpacked when it is first used. `parts` gets what
 * the packed packages are made of, `data` what oneFile() has to keep.
 */
export function packed({ parts, data }) {
  return {
    name: 'packed',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^packed:\d+$/ }, ({ path }) => ({ path, external: true }))
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        const name = Object.keys(PACKAGES).find((one) => PACKAGES[one].includes(path))
        return name === undefined ? undefined : { path: name, namespace: 'packed' }
      })
      onLoad({ filter: /./, namespace: 'packed' }, async ({ path: name }) => {
        const { text, ...part } = await bundlePackage(PACKAGES[name], data)
        parts.push(part)
        const compiled = `require('node:vm').compileFunction(${unpack(text, data)}.toString(), ['module', 'exports', 'require'], { filename: '${name}' })`
        return {
          contents: await exported(`${compiled}(module, module.exports, require)`, PACKAGES[name]),
          resolveDir: root,
        }
      })
      onLoad({ filter: /\.json$/ }, async ({ path }) => {
        const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')))
        return { contents: `module.exports = JSON.parse(${dataText(text, data)})` }
      })
      onLoad({ filter: PAGE }, async () => ({
        contents: `module.exports = ${unpack(await pageText(), data)}.toString()`,
      }))
      onLoad({ filter: /\.csv$/ }, async ({ path }) => ({
        contents: `module.exports = ${dataText(await readFile(path, 'utf8'), data)}`,
      }))
    },
  }
}

/**
 * As a module with the names that the package has: whoever loads it with import() sees them, which esbuild cannot find
 * out where it splits the program.
 */
async function exported(run, specifiers) {
  const packages = await Promise.all(specifiers.map((one) => import(one)))
  const names = new Set(packages.flatMap((all) => Object.keys(all)))
  names.delete('default')
  names.delete('module.exports')
  const members = [...names].filter((name) => /^[A-Za-z_$][\w$]*$/.test(name))
  return `const module = { exports: {} }
    ${run}
    export const { ${members.join(', ')} } = module.exports
    export default module.exports.__esModule ? module.exports.default : module.exports`
}

async function bundlePackage(specifiers, data) {
  const [first, ...rest] = specifiers.map((one) => `require('${one}')`)
  const contents =
    rest.length === 0 ? `module.exports = ${first}` : `Object.assign(exports, ${[first, ...rest].join(', ')})`
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    outfile: 'package.js',
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'external',
    plugins: [embedWasm(data)],
    metafile: true,
    logLevel: 'warning',
    write: false,
  })
  const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { text: textOf('package.js'), legalComments: textOf('.LEGAL.txt'), metafile }
}

/** node-sqlite3-wasm reads its .wasm file from beside itself, unless its script finds the bytes in Module.wasmBinary. */
const embedWasm = (data) => ({
  name: 'embed-wasm',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^packed:\d+$/ }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /node-sqlite3-wasm\.js$/ }, async ({ path }) => {
      const wasm = await readFile(path.replace(/\.js$/, '.wasm'))
      const before = `var __dirname = '', __filename = '', Module = { wasmBinary: ${unpack(wasm, data)} };\n`
      return { contents: before + (await readFile(path, 'utf8')) }
    })
  },
})

/** A JavaScript expression for the text. */
function dataText(text, data) {
  return text.length < LARGE_DATA ? JSON.stringify(text) : `${unpack(text, data)}.toString()`
}

/** A JavaScript expression for the bytes, which the bundle keeps at its end. */
function unpack(bytes, data) {
  return `require('packed:${data.push(Buffer.from(bytes)) - 1}')`
}
