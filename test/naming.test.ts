import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TOOLS } from '../src/tools/index.ts'

const root = new URL('..', import.meta.url).pathname

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}

const sources = await filesBelow('src')
const code = sources.filter((path) => path.endsWith('.ts'))
const tests = (await filesBelow('test')).filter((path) => path.endsWith('.ts'))

describe('names', () => {
  it('of files are kebab-case; a tool file has the name of its tool', () => {
    const toolFiles = new Set(TOOLS.map(({ name }) => `src/tools/${name}.ts`))
    const wrong = code.filter((path) => !toolFiles.has(path) && !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path)))
    expect(wrong).toEqual([])
    expect([...toolFiles].filter((path) => !code.includes(path))).toEqual([])
  })

  it('of files and folders say what is in them', () => {
    const drawer = /(^|\/)([a-z-]+-)?(utils?|helpers?|common|shared|libs?|misc|manager)(\/|\.ts$)|(^|\/)types(\/|\.ts$)/
    expect(sources.filter((path) => drawer.test(path))).toEqual([])
  })

  it('of test folders are those of the sources', () => {
    const folders = new Set([
      '',
      'faults',
      'faults/cases',
      'conformance',
      'eval',
      'eval/tasks',
      ...code.flatMap((path) => foldersOf(path.replace(/^src\//, ''))),
    ])
    const stray = tests.filter((path) => !folders.has(dirname(path).replace(/^test\/?/, '')))
    expect(stray).toEqual([])
  })

  it('of tests at the root are those of a root file or of the whole', () => {
    const whole = [
      'layers',
      'naming',
      'generated',
      'stdio',
      'http',
      'bundle',
      'documented-operations',
      'packaging',
      'bench',
      'readme',
      'documented-commands',
      'both-eras',
    ]
    const units = code.filter((path) => dirname(path) === 'src').map((path) => basename(path, '.ts'))
    const names = tests
      .filter((path) => dirname(path) === 'test' && path.endsWith('.test.ts'))
      .map((path) => basename(path, '.test.ts'))
    expect(names.filter((name) => ![...whole, ...units].includes(name))).toEqual([])
  })
})

describe('files', () => {
  it('have at most 300 lines', async () => {
    const long = await Promise.all(
      code.map(async (path) => ({ path, lines: (await readFile(join(root, path), 'utf8')).split('\n').length - 1 })),
    )
    expect(long.filter(({ lines }) => lines > 300)).toEqual([])
  })

  it('of tests mock no module', async () => {
    const mocking = new RegExp(['vi', '(do)?mock\\('].join('\\.'), 'i')
    const texts = await Promise.all(
      tests.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
    )
    expect(texts.filter(({ text }) => mocking.test(text)).map(({ path }) => path)).toEqual([])
  })
})

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
