import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = new URL('../src/', import.meta.url).pathname

/** Root files that everyone may import: words, not behaviour. */
const FOR_EVERYONE = [
  'errors.ts',
  'safe-text.ts',
  'suspicious-text.ts',
  'column-name.ts',
  'clock.ts',
  'log.ts',
  'nearest.ts',
  'counted.ts',
  'principal.ts',
  'measure.ts',
  'once.ts',
  'is-record.ts',
  'toolset.ts',
]

/** Who may import whom. A new folder or root file has to be put here, which is the moment to think about it. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'main.ts': ['config', 'context', 'server', 'http', 'serve-http', 'cli', 'sandbox', 'table', 'tools', 'long-run'],
  'serve-http': ['config', 'context', 'audit', 'server', 'http', 'tools', 'import'],
  config: ['hubspot'],
  context: ['config', 'connection', 'audit', 'import', 'hubspot', 'table'],
  audit: ['import'],
  connection: ['config', 'hubspot', 'sandbox'],
  server: ['context', 'config', 'audit', 'tools', 'hubspot', 'app'],
  http: ['config', 'server', 'table', 'folder-names', 'make-folder'],
  cli: ['config', 'context', 'audit', 'server', 'tools', 'import', 'mapping', 'table', 'hubspot', 'sandbox'],
  tools: ['context', 'import', 'mapping', 'table', 'hubspot'],
  app: [],
  import: ['mapping', 'table', 'hubspot', 'folder-names', 'make-folder'],
  mapping: ['table', 'hubspot'],
  hubspot: [],
  table: [],
  sandbox: ['table', 'hubspot', 'sqlite', 'make-folder'],
  sqlite: [],
  'long-run': [],
  'folder-names': [],
  'make-folder': [],
}

/** Only types may go this way. */
const TYPES_ONLY = new Set(['mapping > table', 'http > context', 'server > audit', 'tools > context'])

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

const imports = await allImports()

describe('layers', () => {
  it('knows every folder and root file', async () => {
    const units = (await readdir(src)).map(unitOf).filter((unit) => !FOR_EVERYONE.includes(unit))
    expect([...new Set(units)].filter((unit) => MAY_IMPORT[unit] === undefined)).toEqual([])
  })

  it('import only what the table allows', () => {
    const forbidden = imports.filter(({ from, to }) => {
      const [importer, imported] = [unitOf(from), unitOf(to)]
      if (importer === imported || FOR_EVERYONE.includes(imported)) return false
      return MAY_IMPORT[importer]?.includes(imported) !== true
    })
    expect(forbidden.map(({ from, to }) => `${from} > ${to}`)).toEqual([])
  })

  it('take only types where the table says so', () => {
    const values = imports.filter(
      ({ from, to, typeOnly }) => !typeOnly && TYPES_ONLY.has(`${unitOf(from)} > ${unitOf(to)}`),
    )
    expect(values.map(({ from, to }) => `${from} > ${to}`)).toEqual([])
  })

  it('leave what everyone imports free of imports of its own', () => {
    const upward = imports.filter(({ from, to }) => FOR_EVERYONE.includes(from) && !FOR_EVERYONE.includes(to))
    expect(upward).toEqual([])
  })

  it('never run in a circle, types included', () => {
    const above = new Map<string, string[]>()
    for (const { from, to } of imports) above.set(from, [...(above.get(from) ?? []), to])
    expect([...above.keys()].filter((file) => reached(file, above).has(file))).toEqual([])
  })

  it('leave the SDK of the protocol to the server, http and the program', async () => {
    const users = await packageUsers('@modelcontextprotocol/')
    expect(users.filter((path) => !/^(main|server|http|cli|app)\b/.test(path))).toEqual([])
  })

  it('start no process of their own', async () => {
    expect(await packageUsers('node:child_process')).toEqual([])
  })

  it('leave the process to main.ts', async () => {
    const users = await packageUsers('node:process')
    expect(users.filter((path) => path !== 'main.ts' && path !== 'sqlite.ts')).toEqual([])
  })
})

/** Every file that a file leads to, itself only by a way around. */
function reached(file: string, imported: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>()
  const waiting = [...(imported.get(file) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    waiting.push(...(imported.get(next) ?? []))
  }
  return found
}

/** A folder, or a root file together with the folder of its parts (config.ts and config/). */
function unitOf(path: string): string {
  const [first = ''] = path.split('/')
  if (FOR_EVERYONE.includes(first) || first === 'main.ts') return first
  return first.replace(/\.ts$/, '')
}

async function allImports(): Promise<Import[]> {
  const found = await Promise.all((await sourceFiles()).map(importsOf))
  return found.flat()
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(src, { recursive: true })
  return entries.filter((path) => path.endsWith('.ts')).sort()
}

/** Static and dynamic imports, and re-exports. */
async function importsOf(path: string): Promise<Import[]> {
  const text = await readFile(join(src, path), 'utf8')
  const statements = text.matchAll(/^\s*(?:import|export)\s([^'"]*?)from\s+['"](\.[^'"]+)['"]/gm)
  const dynamic = text.matchAll(/import\(\s*['"](\.[^'"]+)['"]/g)
  return [
    ...[...statements].map(([, names = '', to = '']) => newImport(path, to, isTypeOnly(names))),
    ...[...dynamic].map(([, to = '']) => newImport(path, to, false)),
  ].filter(({ to }) => !to.startsWith('..'))
}

function newImport(from: string, to: string, typeOnly: boolean): Import {
  return { from, to: normalize(join(dirname(from), to)), typeOnly }
}

function isTypeOnly(names: string): boolean {
  if (/^type\s/.test(names)) return true
  const inner = /\{([^}]*)\}/.exec(names)?.[1]
  return inner?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) === true
}

async function packageUsers(name: string): Promise<string[]> {
  const files = await sourceFiles()
  const texts = await Promise.all(files.map(async (path) => ({ path, text: await readFile(join(src, path), 'utf8') })))
  return texts.filter(({ text }) => text.includes(`'${name}`)).map(({ path }) => path)
}
