import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import manifest from '../package.json' with { type: 'json' }
import bundleManifest from '../packaging/mcpb/manifest.json' with { type: 'json' }
import registryServer from '../packaging/server.json' with { type: 'json' }
import { client2025Started } from './client-2025.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubspot-import-packaging-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the package for npm', () => {
  test('is at most 4 MB, installs nothing else, and starts', async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
    })
    const [packed] = z.array(z.object({ filename: z.string(), unpackedSize: z.number() })).parse(JSON.parse(stdout))
    expect(packed?.unpackedSize).toBeLessThan(4 * 1024 * 1024)

    await writeFile(join(folder, 'package.json'), '{}')
    await run('npm', ['install', '--offline', '--no-audit', join(folder, packed?.filename ?? '')], { cwd: folder })
    const installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))
    expect(installed).toEqual(['hubspot-import-mcp'])

    const { stdout: version } = await run('npx', ['--no-install', 'hubspot-import-mcp', '--version'], { cwd: folder })
    expect(version).toContain(manifest.version)
  })
})

test('in a container the files of the working folder may be read, and these are not the journal', async () => {
  const lines = (await readFile(join(root, 'packaging/Dockerfile'), 'utf8')).split('\n')
  const workingFolder = lines.findLast((line) => line.startsWith('WORKDIR '))?.slice('WORKDIR '.length)
  const state = lines.join('\n').match(/HUBSPOT_IMPORT_STATE_DIR=(\S+)/)?.[1]
  expect(state).toBe('/state')
  expect(workingFolder).toBe('/files')
  expect(await readFile(join(root, 'docs/clients.md'), 'utf8')).toContain(
    `:${workingFolder}", "-v", "hubspot-import-state:${state}"`,
  )
})

describe('the bundle for desktop programs', () => {
  test('starts as its manifest says, and reads the folders that were chosen, and no others', async () => {
    await run(process.execPath, [join(root, 'scripts/pack-mcpb.mjs'), '--folder', join(folder, 'bundle')])
    const chosen = [await mkdtemp(join(folder, 'a-')), await mkdtemp(join(folder, 'b-'))]
    const [, second = ''] = chosen
    await writeFile(join(second, 'leads.csv'), 'Email\nada@example.com\n')
    await writeFile(join(folder, 'other.csv'), 'Email\nada@example.com\n')

    const { command, args, env } = filledIn({ folders: chosen, access_token: '', sandbox: true, read_only: true })
    expect(command).toBe('node')
    const client = await client2025Started({ command: process.execPath, args, env })
    const { tools } = await client.listTools()
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true)
    const inspect = (file: string) => client.callTool({ name: 'inspect_file', arguments: { file } })
    expect(await inspect(join(second, 'leads.csv'))).toMatchObject({
      structuredContent: { file: { fileName: 'leads.csv' } },
    })
    expect(JSON.stringify(await inspect(join(folder, 'other.csv')))).toContain('path_not_allowed')
    await client.close()
  })

  /** As a desktop program fills in the manifest: a list becomes arguments of its own where it is a whole argument. */
  function filledIn(config: Record<keyof typeof bundleManifest.user_config, string | boolean | string[]>) {
    const { command, args, env } = bundleManifest.server.mcp_config
    const values = new Map(Object.entries(config).map(([name, value]) => [`user_config.${name}`, value]))
    const text = (part: string) =>
      part
        .replace(/^\$\{__dirname\}/, join(folder, 'bundle'))
        .replace(/\$\{(user_config\.\w+)\}/g, (_, name) => String(values.get(name)))
    return {
      command,
      args: args.flatMap((each) => {
        const list = values.get(each.slice(2, -1))
        return Array.isArray(list) ? list : [text(each)]
      }),
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, text(value)])),
    }
  }
})

describe('what the registry is told', () => {
  const input = { description: z.string(), isRequired: z.boolean(), format: z.enum(['string', 'boolean', 'filepath']) }

  test('has the form of its schema, and the name that the package has', () => {
    const server = z.strictObject({
      $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
      name: z.string().regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
      title: z.string().min(1).max(100),
      description: z.string().min(1).max(100),
      version: z.string(),
      packages: z.array(
        z.strictObject({
          registryType: z.literal('npm'),
          identifier: z.string(),
          version: z.string(),
          runtimeHint: z.literal('npx'),
          transport: z.strictObject({ type: z.literal('stdio') }),
          packageArguments: z.array(
            z.strictObject({ ...input, type: z.literal('named'), name: z.string(), isRepeated: z.boolean() }),
          ),
          environmentVariables: z.array(
            z.strictObject({
              ...input,
              format: input.format.optional(),
              name: z.string().regex(/^[A-Z0-9_]+$/),
              isSecret: z.literal(true).optional(),
              default: z.string().optional(),
            }),
          ),
        }),
      ),
    })
    expect(() => server.parse(registryServer)).not.toThrow()
    expect(registryServer).toMatchObject({ name: manifest.mcpName, version: manifest.version })
    expect(registryServer.packages).toMatchObject([{ identifier: manifest.name, version: manifest.version }])
  })

  test('asks for no credential on the command line', async () => {
    const secrets = registryServer.packages[0]?.environmentVariables.filter(({ isSecret }) => isSecret)
    expect(secrets?.map(({ name }) => name)).toContain('HUBSPOT_ACCESS_TOKEN')
    expect(await readFile(join(root, 'packaging/mcpb/manifest.json'), 'utf8')).toMatch(/"sensitive": true/)
  })
})
