import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const INDEX = join(root, 'src/tools/index.ts')

/**
 * Listing the tools needs their texts and JSON schemas, not their code: in the bundle the list of tools holds the first, made
 * now, and loads a tool when it is first called.
 */
export const lateTools = {
  name: 'late-tools',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/tools\/index\.ts$/ }, async () => ({
      contents: await lateIndex(),
      resolveDir: join(root, 'src/tools'),
    }))
  },
}

async function lateIndex() {
  const exported = await exportNames()
  const tools = (await loadTools()).map(({ call, output, inputSchema, outputSchema, ...facts }) => {
    const load = `() => import('./${facts.name}.ts').then((file) => file.${exported.get(facts.name)})`
    return `late(${JSON.stringify(facts)}, ${schema(inputSchema())}, ${schema(outputSchema())}, ${load})`
  })
  return `
    export const TOOLS = [${tools.join(',\n')}]
    function kept(make) {
      let made
      return () => (made ??= make())
    }
    function late(facts, inputSchema, outputSchema, load) {
      let tool
      return { ...facts, inputSchema: kept(inputSchema), outputSchema: kept(outputSchema), call: async (args, call) => (tool ??= await load()).call(args, call) }
    }
  `
}

/** By the name of the tool, which is that of its file. */
async function exportNames() {
  const imports = (await readFile(INDEX, 'utf8')).matchAll(/^import \{ (\w+) \} from '\.\/(\w+)\.ts'$/gm)
  return new Map([...imports].map(([, exported, file]) => [file, exported]))
}

/** Text that is parsed when it is asked for: V8 does so faster than it reads the same as code. */
const schema = (value) => `() => JSON.parse(${JSON.stringify(JSON.stringify(value))})`

async function loadTools() {
  const folder = await mkdtemp(join(root, 'node_modules/.cache-late-tools-'))
  try {
    const outfile = join(folder, 'tools.mjs')
    await build({
      entryPoints: [INDEX],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      target: 'node20',
      loader: { '.csv': 'text' },
      logLevel: 'error',
    })
    return (await import(pathToFileURL(outfile).href)).TOOLS
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
