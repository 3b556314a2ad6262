import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'

/** Not needed for a first answer; what is imported of each. Their code may not contain import(). */
const PACKAGES = {
  '@modelcontextprotocol/client': ['@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio'],
  busboy: ['busboy'],
  'form-data': ['form-data'],
  jose: ['jose'],
  'libphonenumber-js': ['libphonenumber-js/max'],
  'node-sqlite3-wasm': ['node-sqlite3-wasm'],
  'prom-client': ['prom-client'],
  saxes: ['saxes'],
  undici: ['undici'],
  yauzl: ['yauzl'],
}
const LARGE_DATA = 40_000

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * What a start does not need is in the bundle as compressed text and unpacked when it is first used: V8 passes over text
 * many times faster than over code. `parts` gets what the packed packages are made of.
 */
export function packed(parts) {
  return {
    name: 'packed',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^.]/ }, ({ path }) => {
        const name = Object.keys(PACKAGES).find((one) => PACKAGES[one].includes(path))
        return name === undefined ? undefined : { path: name, namespace: 'packed' }
      })
      onLoad({ filter: /./, namespace: 'packed' }, async ({ path: name }) => {
        const { text, ...part } = await bundlePackage(PACKAGES[name])
        parts.push(part)
        const compiled = `require('node:vm').compileFunction(${unpack(text)}.toString(), ['module', 'exports', 'require'], { filename: '${name}' })`
        return { contents: `${compiled}(module, exports, require)`, resolveDir: root }
      })
      onLoad({ filter: /\.json$/ }, async ({ path }) => {
        const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')))
        return { contents: `module.exports = JSON.parse(${dataText(text)})` }
      })
      onLoad({ filter: /\.csv$/ }, async ({ path }) => ({
        contents: `module.exports = ${dataText(await readFile(path, 'utf8'))}`,
      }))
    },
  }
}

async function bundlePackage(specifiers) {
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
    plugins: [embedWasm],
    metafile: true,
    logLevel: 'warning',
    write: false,
  })
  const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { text: textOf('package.js'), legalComments: textOf('.LEGAL.txt'), metafile }
}

/** node-sqlite3-wasm reads its .wasm file from beside itself, unless its script finds the bytes in Module.wasmBinary. */
const embedWasm = {
  name: 'embed-wasm',
  setup({ onLoad }) {
    onLoad({ filter: /node-sqlite3-wasm\.js$/ }, async ({ path }) => {
      const wasm = await readFile(path.replace(/\.js$/, '.wasm'))
      const before = `var __dirname = '', __filename = '', Module = { wasmBinary: ${unpack(wasm)} };\n`
      return { contents: before + (await readFile(path, 'utf8')) }
    })
  },
}

/** A JavaScript expression for the text. */
function dataText(text) {
  return text.length < LARGE_DATA ? JSON.stringify(text) : `${unpack(text)}.toString()`
}

/** A JavaScript expression for the bytes. */
function unpack(data) {
  const bytes = Buffer.from(data)
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const base64 = brotliCompressSync(bytes, { params }).toString('base64')
  return `require('node:zlib').brotliDecompressSync(Buffer.from('${base64}', 'base64'))`
}
