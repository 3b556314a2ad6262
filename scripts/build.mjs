// Bundles the program into one file, dist/main.js, that starts without node_modules.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'esbuild'

const outdir = new URL('../dist/', import.meta.url)

/** The WebAssembly build of SQLite looks for a file beside it; in one file it finds the bytes in itself. */
const embeddedWasm = {
  name: 'embedded-wasm',
  setup({ onLoad }) {
    onLoad({ filter: /node-sqlite3-wasm\.js$/ }, async ({ path }) => {
      const wasm = await readFile(path.replace(/\.js$/, '.wasm'))
      const packed = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } })
      const unpack = `require('node:zlib').brotliDecompressSync(Buffer.from('${packed.toString('base64')}', 'base64'))`
      const code = await readFile(path, 'utf8')
      return { contents: `var Module = { wasmBinary: ${unpack} };\n${code}`, loader: 'js' }
    })
  },
}

/** JSON.parse of a string is faster than the same data as code, and a string is not compiled until it is used. */
const jsonAsString = {
  name: 'json-as-string',
  setup({ onLoad }) {
    onLoad({ filter: /\/facts\/[^/]+\.json$/ }, async ({ path }) => {
      const compact = JSON.stringify(JSON.parse(await readFile(path, 'utf8')))
      return { contents: `export default JSON.parse(${JSON.stringify(compact)})`, loader: 'js' }
    })
  },
}

/** Node's own shebang and `require` for the CommonJS packages inside. */
const banner = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`

const { outputFiles, metafile } = await build({
  entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
  outfile: fileURLToPath(new URL('main.js', outdir)),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  keepNames: true,
  legalComments: 'linked',
  loader: { '.csv': 'text' },
  banner: { js: banner },
  plugins: [embeddedWasm, jsonAsString],
  metafile: true,
  logLevel: 'warning',
  write: false,
})
await mkdir(outdir, { recursive: true })
for (const { path, contents } of outputFiles) await replaceFile(path, contents)
await chmod(new URL('main.js', outdir), 0o755)
if (process.argv.includes('--metafile')) await writeFile(new URL('meta.json', outdir), JSON.stringify(metafile))

/** As one step: a program that starts meanwhile reads the old file or the new one. */
async function replaceFile(path, contents) {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, contents)
  await rename(temporary, path)
}
