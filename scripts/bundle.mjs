// One file out of an entry and everything it imports: the program, and the servers that benchmarks compare it with.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'

/**
 * The text of the bundle, the legal comments of its sources, and what it is made of. `entry` is a path, or
 * `{ contents, resolveDir }`.
 */
export async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: entry }),
    outfile: 'main.js',
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'external',
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as createRequireOfBundle } from 'node:module'\nconst require = createRequireOfBundle(import.meta.url)",
    },
    loader: { '.csv': 'text' },
    plugins: [embedSqlite, jsonAsText, smallValidator],
    metafile: true,
    logLevel: 'warning',
    write: false,
  })
  const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { text: asciiOnly(textOf('main.js')), legalComments: textOf('.LEGAL.txt'), metafile }
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * node-sqlite3-wasm reads its .wasm file from beside itself. In the bundle there is no beside: the file is embedded,
 * and unpacked when the sandbox loads SQLite for the first time. Its script takes the bytes from Module.wasmBinary.
 */
const embedSqlite = {
  name: 'embed-sqlite',
  setup({ onLoad }) {
    onLoad({ filter: /node-sqlite3-wasm\.js$/ }, async ({ path }) => {
      const wasm = await readFile(path.replace(/\.js$/, '.wasm'))
      const packed = brotliCompressSync(wasm, {
        params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length },
      }).toString('base64')
      const unpack = `require('node:zlib').brotliDecompressSync(Buffer.from('${packed}', 'base64'))`
      const contents = `var __dirname = '', __filename = '', Module = { wasmBinary: ${unpack} };\n${await readFile(path, 'utf8')}`
      return { contents, loader: 'js' }
    })
  },
}

/** JSON.parse of a string is faster than the same data as code. */
const jsonAsText = {
  name: 'json-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, async ({ path }) => {
      const compact = JSON.stringify(JSON.parse(await readFile(path, 'utf8')))
      return { contents: `module.exports = JSON.parse(${JSON.stringify(compact)})`, loader: 'js' }
    })
  },
}

/**
 * The server validates one thing with a JSON Schema validator: the answer of a person in a form. For that the SDK loads
 * Ajv at every start; its own smaller validator, made for other runtimes, does the same.
 */
const smallValidator = {
  name: 'small-validator',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@modelcontextprotocol\/(server|client)\/_shims$/ }, ({ path }) => ({
      path,
      namespace: 'small',
    }))
    onLoad({ filter: /./, namespace: 'small' }, ({ path }) => ({
      contents: `
        export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from '${path.replace('_shims', 'validators/cf-worker')}'
        export { default as process } from 'node:process'
        export const CORS_IS_POSSIBLE = false
      `,
      resolveDir: root,
    }))
  },
}

/**
 * esbuild escapes every character beyond ASCII but those in regular expressions, where the same escape means the same.
 * One such character would make V8 hold and scan the whole file at two bytes a character.
 */
function asciiOnly(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
