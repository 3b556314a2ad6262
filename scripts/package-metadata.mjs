// What package registries and clients are told about the program, made from its settings, tools and prompts.

const NAME = 'hubspot-import-mcp'
const TITLE = 'HubSpot Import'
/** A registry takes at most 100 characters. */
const SHORT = 'HubSpot CRM imports for agents: map, check, start once, follow, explain, repair. With a sandbox.'
const REGISTRY_SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'

/** Settings that a form shows beside folders and credentials; all others keep their defaults or are given by hand. */
const SHOWN = ['sandbox', 'readOnly', 'toolsets']

/** manifest.json of an MCP bundle (manifest version 0.3). */
export function mcpbManifest({ manifest, surface }) {
  return {
    manifest_version: '0.3',
    name: NAME,
    display_name: TITLE,
    version: manifest.version,
    description: SHORT,
    long_description:
      'Point Claude at a CSV or Excel file: it proposes the column mapping, checks every row before anything is written, starts the import exactly once, follows it, explains what failed and hands back a repaired file. Switch on the sandbox to try everything without a HubSpot account.',
    author: { name: 'The hubspot-import-mcp authors' },
    license: manifest.license,
    keywords: manifest.keywords,
    server: {
      type: 'node',
      entry_point: 'dist/main.js',
      mcp_config: {
        command: 'node',
        // A list of folders becomes arguments of its own only where it is a whole argument.
        args: [placeholder('__dirname/dist/main.js'), placeholder('user_config.folders')],
        env: {
          HUBSPOT_ACCESS_TOKEN: placeholder('user_config.access_token'),
          HUBSPOT_IMPORT_SANDBOX: placeholder('user_config.sandbox'),
          HUBSPOT_IMPORT_READ_ONLY: placeholder('user_config.read_only'),
        },
      },
    },
    user_config: {
      access_token: {
        type: 'string',
        title: 'HubSpot access token',
        description: 'Token of a service key or private app. Leave it empty to use the sandbox only.',
        sensitive: true,
        required: false,
        default: '',
      },
      folders: {
        type: 'directory',
        title: 'Folders with files to import',
        description: 'Files elsewhere are not read.',
        multiple: true,
        required: true,
        default: [`${placeholder('HOME')}/Downloads`],
      },
      sandbox: {
        type: 'boolean',
        title: 'Sandbox',
        description: 'Work against a local HubSpot instead of your account: nothing leaves this computer.',
        required: false,
        default: false,
      },
      read_only: {
        type: 'boolean',
        title: 'Read only',
        description: 'Offer only tools that change nothing in HubSpot.',
        required: false,
        default: false,
      },
    },
    tools: surface.tools.map(({ name, title }) => ({ name, description: title })),
    prompts_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: manifest.engines.node } },
  }
}

/** server.json of the MCP registry. */
export function registryServer({ manifest, settings }) {
  return {
    $schema: REGISTRY_SCHEMA,
    name: manifest.mcpName,
    title: TITLE,
    description: SHORT,
    version: manifest.version,
    packages: [
      {
        registryType: 'npm',
        identifier: manifest.name,
        version: manifest.version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: settings.filter(({ name }) => name === 'allowDirs').map(folderArgument),
        environmentVariables: [
          ...settings.filter(({ group }) => group === 'credentials').map((one) => variable(one, { isSecret: true })),
          // As flags they have no value, and the registry knows only flags that have one.
          ...settings
            .filter(({ name }) => SHOWN.includes(name))
            .map((one) => variable(one, { default: String(one.default), format: formatOf(one) })),
        ],
      },
    ],
  }
}

function folderArgument({ flag, description }) {
  return { type: 'named', name: `--${flag}`, description, isRequired: false, isRepeated: true, format: 'filepath' }
}

function variable({ env, description }, more) {
  return { name: env, description, isRequired: false, ...more }
}

function formatOf({ default: standard }) {
  return typeof standard === 'boolean' ? 'boolean' : 'string'
}

/** Starts the published package; a client adds the credential in a place of its own. */
export function npxServer(...flags) {
  return { command: 'npx', args: ['-y', NAME, ...flags] }
}

/** Links by which editors add the server, with the sandbox: nobody's account is at stake in a first try. */
export function installLinks() {
  const server = npxServer('--sandbox')
  const code = `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: 'hubspot-import', ...server }))}`
  const config = Buffer.from(JSON.stringify(server)).toString('base64')
  return {
    // A page cannot link to the scheme of the editor itself: this address leads there.
    'VS Code': `https://insiders.vscode.dev/redirect?url=${encodeURIComponent(code)}`,
    Cursor: `https://cursor.com/en/install-mcp?name=hubspot-import&config=${encodeURIComponent(config)}`,
  }
}

/** Biome takes a template placeholder in a plain string for a mistake. */
function placeholder(name) {
  const [variable, ...rest] = name.split('/')
  return [['$', `{${variable}}`].join(''), ...rest].join('/')
}
