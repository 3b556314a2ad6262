// One file out of an entry and everything it imports: the program, and the servers that benchmarks compare it with.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { lateTools } from './late-tools.mjs'
import { oneFile } from './one-file.mjs'
import { packed } from './packed.mjs'

/** Loaded when the program starts as a server over stdio; all other `import()` are for later. */
const AT_START = [
  'src/server.ts',
  'src/table/allowed-files.ts',
  'node_modules/@modelcontextprotocol/server/dist/stdio.mjs',
]

/** The text of the bundle, and what it is made of. `entry` is a path, or `{ contents, resolveDir }`. */
export async function bundle(entry) {
  const kept = { parts: [], data: [] }
  const { outputFiles, metafile } = await build({
    ...(typeof entry === 'string' ? { entryPoints: { main: entry } } : { stdin: entry }),
    outdir: 'dist',
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'external',
    plugins: [packed(kept), lateBuiltins, lateTools, shakeZod, smallValidator],
    metafile: true,
    logLevel: 'warning',
    write: false,
  })
  const { outputs } = metafile
  const texts = new Map(
    outputFiles
      .map(({ path, text }) => [relative(root, path), text])
      .filter(([path]) => outputs[path] !== undefined && path.endsWith('.js')),
  )
  const main = typeof entry === 'string' ? 'dist/main.js' : 'dist/stdin.js'
  const legalComments = outputFiles
    .filter(({ path }) => path.endsWith('.LEGAL.txt'))
    .map(({ text }) => text)
    .join('')
  const text = await oneFile({ outputs, texts, main, atStart: AT_START, data: kept.data })
  return { text, parts: [{ metafile, legalComments }, ...kept.parts] }
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Not there yet when a program starts, and imported by modules that first need them when something is called. */
const AT_USE = ['node:crypto', 'node:zlib', 'node:fs/promises', 'node:os', 'node:timers/promises']

/**
 * In one file every import of a module of Node would stand at its top, so that a start would load all of them, HTTP and TLS
 * included. Required instead, each is loaded together with the first module that imports it, and some when they are used.
 */
const lateBuiltins = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' },
    )
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: AT_USE.includes(path) ? requiredAtUse(path) : `module.exports = require('${path}')`,
    }))
  },
}

/** esbuild reads a name where it is used, so a module whose names are getters is loaded there. */
const requiredAtUse = (path) => `
  for (const name of ${JSON.stringify(Object.keys(process.getBuiltinModule(path)))})
    Object.defineProperty(module.exports, name, { enumerable: true, get: () => require('${path}')[name] })
`

/**
 * `import { z }` is an object with everything that zod has, its error messages in fifty languages included. As a namespace
 * only what is used of it is left.
 */
const shakeZod = {
  name: 'shake-zod',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }))
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
