import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import manifest from '../../package.json' with { type: 'json' }
import { PROGRAM } from '../start-program.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
})

async function locked() {
  const { packages } = lockfile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')))
  const { '': _root, ...rest } = packages
  return Object.entries(rest).map(([path, facts]) => ({ ...facts, name: path.replace(/^.*node_modules\//, '') }))
}

/** `name version` of everything in the built program. */
async function bundled(): Promise<string[]> {
  const licences = await readFile(join(dirname(PROGRAM), 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  return [...licences.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*)$/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  )
}

test('every package is of the registry, with its hash and an exact version, and none runs a script when installed', async () => {
  const packages = await locked()
  expect(packages.length).toBeGreaterThan(100)
  const from = packages.filter(
    ({ integrity = '', resolved = 'https://registry.npmjs.org/', link = false }) =>
      link || !integrity.startsWith('sha512-') || !resolved.startsWith('https://registry.npmjs.org/'),
  )
  expect(from.map(({ name }) => name)).toEqual([])
  // It only makes its command start faster, and .npmrc keeps it from running.
  const scripts = packages.filter(({ hasInstallScript = false }) => hasInstallScript)
  expect(scripts.map(({ name }) => name).filter((name) => name !== 'esbuild' && name !== 'fsevents')).toEqual([])
  expect(await readFile(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m)
  const loose = Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  expect(loose).toEqual([])
  expect(Object.keys(manifest)).not.toContain('dependencies')
})

test('the program is made of few packages, each in the version of the lockfile', async () => {
  const parts = await bundled()
  expect(parts.length).toBeGreaterThan(9)
  // form-data alone brings twenty; more than these need a reason.
  expect(parts.length).toBeLessThanOrEqual(40)
  const known = new Set((await locked()).map(({ name, version }) => `${name} ${version}`))
  expect(parts.filter((part) => !known.has(part))).toEqual([])
})

test('the package holds the program, its licences and what a reader needs', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root })
  const [packed] = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).parse(JSON.parse(stdout))
  expect(packed?.files.map(({ path }) => path).toSorted()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/main.js',
    'package.json',
  ])
})

test('a list of parts can be made, and is that of the lockfile', async () => {
  const line = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { stdout } = await run('npm', line, { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  const { components } = z
    .object({ components: z.array(z.object({ name: z.string(), version: z.string() })) })
    .parse(JSON.parse(stdout))
  const named = components.map(({ name, version }) => `${name}@${version}`)
  const known = (await locked()).map(({ name, version }) => `${name}@${version}`)
  expect([...new Set(named)].toSorted()).toEqual([...new Set(known)].toSorted())
  for (const part of await bundled()) expect(named).toContain(part.replace(' ', '@'))
})
