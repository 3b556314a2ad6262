// One file out of an entry and everything it imports: the program, and the servers that benchmarks compare it with.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { packed } from './packed.mjs'

/** The text of the bundle, and what it is made of. `entry` is a path, or `{ contents, resolveDir }`. */
export async function bundle(entry) {
  const packedParts = []
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
    plugins: [packed(packedParts), lateBuiltins, shakeZod, smallValidator],
    metafile: true,
    logLevel: 'warning',
    write: false,
  })
  const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const parts = [{ metafile, legalComments: textOf('.LEGAL.txt') }, ...packedParts]
  return { text: asciiOnly(textOf('main.js')), parts }
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * In one file every import of a module of Node would stand at its top, so that a start would load all of them, HTTP and TLS
 * included. Required instead, each is loaded together with the first module that uses it.
 */
const lateBuiltins = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' },
    )
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = require('${path}')` }))
  },
}

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

/**
 * esbuild escapes every character beyond ASCII but those in regular expressions, where the same escape means the same.
 * One such character would make V8 hold and scan the whole file at two bytes a character.
 */
function asciiOnly(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
