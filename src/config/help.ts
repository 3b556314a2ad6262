import { type SettingFacts, settingFacts } from './setting.ts'
import { settings } from './settings.ts'

const COMMANDS = `Usage: hubspot-import-mcp [DIR...] [flags]      MCP server over stdio; DIR: folders whose files may be read
       hubspot-import-mcp --http [flags]         MCP server over Streamable HTTP at /mcp
       hubspot-import-mcp sandbox [flags]        a local HubSpot alone, for any HubSpot client
       hubspot-import-mcp check FILE [flags]     mapping and findings of a file in the terminal; exit 1 on findings
       hubspot-import-mcp demo [FILE]            an import from start to end on the sandbox, through a real MCP client
       hubspot-import-mcp token NAME [flags]     a new token for someone who calls the HTTP server
       hubspot-import-mcp doctor                 what is configured, what is missing, what to do
       hubspot-import-mcp audit verify FILE [HASH]   whether lines of an audit log were changed or removed`

const TITLES = {
  commands: 'Commands',
  server: 'Server',
  http: 'HTTP',
  credentials: 'Credentials (environment only)',
  hubspot: 'Connection to HubSpot',
} as const satisfies Record<SettingFacts['group'], string>

const WIDTH = 26

export function helpText(): string {
  const groups = ['commands', 'server', 'http', 'credentials', 'hubspot'] as const
  return `${COMMANDS}\n\n${groups.map((group) => `${TITLES[group]}:\n${groupLines(group).join('\n')}`).join('\n\n')}\n`
}

function groupLines(group: SettingFacts['group']): string[] {
  return settings.keyof().options.flatMap((name) => {
    const facts = settingFacts.get(settings.shape[name])
    return facts?.group === group ? [settingLine(facts)] : []
  })
}

function settingLine(facts: SettingFacts): string {
  const name = facts.flag === undefined ? (facts.env ?? '') : `--${facts.flag} ${facts.value ?? ''}`.trim()
  const variable = facts.flag === undefined || facts.env === undefined ? '' : ` [${facts.env}]`
  const gap = name.length > WIDTH - 1 ? `\n${' '.repeat(WIDTH + 2)}` : ' '.repeat(WIDTH - name.length)
  return `  ${name}${gap}${facts.description}${variable}`
}
