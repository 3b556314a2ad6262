// Writes what follows from the code: docs/tools.md, docs/configuration.md, docs/json, mcp.json, what registries are told (packaging/),
// test/surface.json and the tables of README.md and docs/clients.md. With --check it writes nothing and fails when one of them is stale.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { CLIENT_FIELDS, WITHOUT_SETTING } from './ballerina-fields.mjs'
import { installLinks, mcpbManifest, registryServer } from './package-metadata.mjs'

const GROUPS = {
  server: 'Server',
  http: 'HTTP',
  credentials: 'Credentials',
  hubspot: 'Connection to HubSpot',
  commands: 'Commands',
}

const root = new URL('../', import.meta.url)
const checking = process.argv.includes('--check')
const project = await loadProject()
const surface = await listSurface(project)
const settings = listSettings(project)

const stale = []
await put('test/surface.json', `${JSON.stringify(surface, null, 2)}\n`)
await put('docs/tools.md', toolsPage(surface))
await put('docs/configuration.md', configurationPage(settings))
await put('docs/json/check.schema.json', json(documentSchema(project.checkDocument)))
await put('docs/json/doctor.schema.json', json(documentSchema(project.doctorDocument)))
await put('mcp.json', json(mcpJson()))
const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
await put('packaging/mcpb/manifest.json', json(mcpbManifest({ manifest, surface })))
await put('packaging/server.json', json(registryServer({ manifest, settings })))
await putTables('docs/clients.md', { install: links(installLinks()) })
await putTables('README.md', { tools: toolsTable(surface), configuration: mainSettingsTable(settings) })
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run npm run gen and look at the difference.`)
  process.exitCode = 1
}

/** The sources are TypeScript: they are bundled for Node, beside the packages they use. */
async function loadProject() {
  const outfile = fileURLToPath(new URL('node_modules/.cache/generate/project.mjs', root))
  await build({
    stdin: {
      contents: `
        export { settings } from './src/config/settings.ts'
        export { settingFacts } from './src/config/setting.ts'
        export { loadConfig } from './src/config.ts'
        export { createContext } from './src/context.ts'
        export { createServerFactory } from './src/server.ts'
        export { silentLog } from './src/log.ts'
        export { TOOLS } from './src/tools/index.ts'
        export { checkDocument, doctorDocument, errorDocument } from './src/cli/documents.ts'
        export { z } from 'zod'
      `,
      resolveDir: fileURLToPath(root),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    target: 'node20',
    loader: { '.csv': 'text', '.html': 'text' },
    logLevel: 'error',
  })
  const loaded = await import(pathToFileURL(outfile).href)
  await rm(dirname(outfile), { recursive: true, force: true })
  return loaded
}

/** What a client sees, read through a real client. */
async function listSurface({ loadConfig, createContext, createServerFactory, silentLog }) {
  const { Client, InMemoryTransport } = await import('@modelcontextprotocol/client')
  const place = { workingFolder: '/', homeFolder: '/home', tempFolder: '/tmp/generate', platform: 'linux' }
  const context = createContext(loadConfig([], {}, place), { files: { folders: [] }, log: silentLog })
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const server = createServerFactory(context)()
  await server.connect(serverSide)
  const client = new Client({ name: 'generate', version: '1' })
  await client.connect(clientSide)
  const { tools } = await client.listTools()
  const { prompts } = await client.listPrompts()
  const { resources } = await client.listResources()
  const { resourceTemplates } = await client.listResourceTemplates()
  const listed = { instructions: client.getInstructions(), tools, prompts, resources, resourceTemplates }
  await client.close()
  await context.close()
  return listed
}

function listSettings({ settings: schema, settingFacts }) {
  return schema.keyof().options.map((name) => {
    const field = schema.shape[name]
    const unset = field.safeParse(undefined)
    return { name, ...settingFacts.get(field), default: unset.success ? unset.data : undefined }
  })
}

/** What a command prints with --json: its result, or why there is none. */
function documentSchema(result) {
  return project.z.toJSONSchema(project.z.union([result, project.errorDocument]), { io: 'output' })
}

function toolsPage({ tools, prompts, resources, resourceTemplates }) {
  const parts = tools.map(toolSection)
  return page(
    'Tools',
    'Generated from the code by `npm run gen`.',
    toolsTable({ tools }),
    ...parts,
    '## Prompts',
    table(
      ['Prompt', 'What it starts', 'Arguments'],
      prompts.map(({ name, description, arguments: args = [] }) => [
        code(name),
        description,
        args.map((each) => (each.required ? code(each.name) : `[${code(each.name)}]`)).join(', '),
      ]),
    ),
    '## Resources',
    table(
      ['Resource', 'What it holds'],
      [...resources, ...resourceTemplates].map(({ uri, uriTemplate, description }) => [
        code(uri ?? uriTemplate),
        description,
      ]),
    ),
  )
}

function toolsTable({ tools }) {
  return table(
    ['Tool', 'Effect', 'What it does'],
    tools.map(({ name, title }) => [code(name), definitionOf(name).effect, title]),
  )
}

/** What the tool's own file says beyond what clients are shown. */
function definitionOf(name) {
  return project.TOOLS.find((tool) => tool.name === name)
}

function toolSection({ name, title, description, annotations, inputSchema, outputSchema }) {
  const { effect, toolset } = definitionOf(name)
  const facts = [
    `*${title}*`,
    effect,
    `toolset ${toolset}`,
    effect === 'write' && annotations.destructiveHint ? 'may replace what was there' : '',
    annotations.idempotentHint ? 'repeating changes nothing more' : '',
  ]
  return [
    `## ${name}`,
    facts.filter((fact) => fact !== '').join(' · '),
    description,
    fieldsTable('Argument', inputSchema),
    `Answer:`,
    fieldsTable('Field', outputSchema),
  ].join('\n\n')
}

function fieldsTable(heading, schema) {
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length === 0) return heading === 'Argument' ? 'No arguments.' : ''
  return table(
    [heading, 'Type', 'Meaning'],
    fields.map(([name, field]) => [
      heading === 'Argument' && required.has(name) ? `**${code(name)}**` : code(name),
      code(typeOf(field, schema)),
      [
        sentence(field.description),
        field.default === undefined ? '' : `Default ${code(JSON.stringify(field.default))}.`,
      ]
        .join(' ')
        .trim(),
    ]),
  )
}

function sentence(text = '') {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`
}

function typeOf(field, schema) {
  if (field.$ref !== undefined) return typeOf(schema.$defs?.[field.$ref.split('/').at(-1)] ?? {}, schema)
  if (field.const !== undefined) return JSON.stringify(field.const)
  if (field.enum !== undefined) return field.enum.length > 8 ? `${field.type}` : field.enum.join(' | ')
  const options = field.anyOf ?? field.oneOf
  if (options !== undefined) return [...new Set(options.map((option) => typeOf(option, schema)))].join(' | ')
  if (field.type === 'array') return `${typeOf(field.items ?? {}, schema)}[]`
  if (Array.isArray(field.type)) return field.type.join(' | ')
  return field.type ?? 'any'
}

function configurationPage(all) {
  const sections = Object.entries(GROUPS).flatMap(([group, title]) => [
    `## ${title}`,
    settingsTable(all.filter((setting) => setting.group === group)),
  ])
  const answering = all.flatMap((setting) =>
    (setting.ballerina?.split(', ') ?? []).map((field) => ({ ...setting, field })),
  )
  refuseUnanswered(answering.map(({ field }) => field))
  return page(
    'Configuration',
    'Generated from the code by `npm run gen`. A flag replaces its environment variable; one such as `--no-marker` sets it to `false`. An empty variable counts as not set. A variable of this program (`HUBSPOT_IMPORT_…`) that is no setting is told in the log; where one that limits a server is misspelt (`READ_ONLY`, `TOOLSETS`, `CONFIRM`), it does not start. Credentials come from the environment only.',
    ...sections,
    '## For users of the Ballerina clients',
    'Where the fields of `ConnectionConfig` of `ballerinax/hubspot.crm.import` and `ballerinax/hubspot.crm.associations.schema` are. No setting makes a write go out again on suspicion: after a lost answer HubSpot is looked at first.',
    table(
      ['Field', 'Setting'],
      answering.map(({ field, flag, env }) => [code(field), flag === undefined ? code(env) : code(`--${flag}`)]),
    ),
    'Fields without a setting:',
    table(
      ['Field', 'What holds instead'],
      Object.entries(WITHOUT_SETTING).map(([fields, why]) => [fields.split(', ').map(code).join(', '), why]),
    ),
  )
}

/** No field of the clients' tables is forgotten, and none is told twice. */
function refuseUnanswered(answered) {
  const roots = new Set(answered.map((field) => /^\w+/.exec(field)?.[0]))
  const missing = CLIENT_FIELDS.filter((field) => !roots.has(field))
  const all = [...answered, ...Object.keys(WITHOUT_SETTING).flatMap((fields) => fields.split(', '))]
  const twice = all.filter((field, index) => all.indexOf(field) !== index)
  if (missing.length + twice.length > 0) {
    throw new Error(`Fields of the Ballerina clients: without a setting ${missing}, told twice ${twice}.`)
  }
}

function settingsTable(all) {
  return table(
    ['Flag', 'Environment variable', 'Default', 'Meaning'],
    all.map(({ flag, value, env, default: standard, description, repeatable, secret }) => [
      flag === undefined
        ? ''
        : code(`--${flag}${value === undefined ? '' : ` ${value}`}`) + (repeatable ? ' (repeatable)' : ''),
      env === undefined ? '' : code(env),
      secret ? '' : shown(standard),
      description,
    ]),
  )
}

function mainSettingsTable(all) {
  const main = ['sandbox', 'allowDirs', 'readOnly', 'toolsets', 'confirm', 'stateDir', 'accessToken']
  return settingsTable(all.filter(({ name }) => main.includes(name)))
}

function shown(standard) {
  if (standard === undefined || (Array.isArray(standard) && standard.length === 0)) return ''
  return code(Array.isArray(standard) ? standard.join(',') : String(standard))
}

/** For a clone: Inspector and other clients read it. Secrets stay in the environment. */
function mcpJson() {
  const env = { HUBSPOT_ACCESS_TOKEN: ['$', '{HUBSPOT_ACCESS_TOKEN}'].join('') }
  return {
    mcpServers: {
      'hubspot-import': { command: 'node', args: ['dist/main.js'], env },
      'hubspot-import-sandbox': { command: 'node', args: ['dist/main.js', '--sandbox'] },
      'hubspot-import-http': { type: 'http', url: 'http://127.0.0.1:3000/mcp' },
    },
  }
}

function links(urls) {
  return Object.entries(urls)
    .map(([name, url]) => `[Add to ${name}](${url})`)
    .join(' · ')
}

function json(value) {
  return formatted('any.json', JSON.stringify(value))
}

function formatted(path, text) {
  const biome = fileURLToPath(new URL('node_modules/@biomejs/biome/bin/biome', root))
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
  })
}

function page(title, ...parts) {
  return `# ${title}\n\n${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text) {
  return `\`${text}\``
}

async function put(path, text) {
  const url = new URL(path, root)
  const before = existsSync(url) ? await readFile(url, 'utf8') : undefined
  if (before === text) return
  if (checking) {
    stale.push(path)
    return
  }
  await mkdir(new URL('.', url), { recursive: true })
  await writeFile(url, text)
  console.log(`wrote ${path}`)
}

/** Replaces what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`. */
async function putTables(path, tables) {
  const url = new URL(path, root)
  if (!existsSync(url)) return
  let text = await readFile(url, 'utf8')
  for (const [name, content] of Object.entries(tables)) {
    const between = new RegExp(`(<!-- generated:${name} -->\\n)[^]*?(<!-- /generated:${name} -->)`)
    if (!between.test(text)) console.error(`${path} has no place for the table "${name}" (<!-- generated:${name} -->)`)
    text = text.replace(between, (_, start, end) => `${start}\n${content}\n\n${end}`)
  }
  await put(path, text)
}
