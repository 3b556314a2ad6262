import type { CommandWord, HelpTopicName } from '../../config/command.ts'
import { type SettingFacts, settingFacts } from '../../config/setting.ts'
import { type SettingName, settings } from '../../config/settings.ts'
import { EXIT } from '../exit-codes.ts'

/** What `--help` says of the program or of one of its commands. */
export interface HelpTopic {
  /** After the name of the program. */
  usage: readonly string[]
  /** One paragraph each. */
  about: readonly string[]
  sections?: readonly { title: string; entries: readonly (readonly [string, string])[] }[]
  /** Settings that are shown, by their title. */
  flags: Readonly<Record<string, readonly SettingName[]>>
  examples: readonly (readonly [command: string, meaning: string])[]
  /** Besides those that every command has. */
  exits: readonly (readonly [code: number, meaning: string])[]
  /** It runs until it is stopped, which is its proper end. */
  isServer?: true
}

/** In a line each, for the list of commands. */
const COMMANDS = {
  check: ['check FILE', 'what would become of a file: its mapping, and everything that would be lost'],
  demo: ['demo [FILE]', 'an import from start to end on the sandbox, through a real MCP client'],
  doctor: ['doctor', 'what is configured, what is missing, what to do'],
  sandbox: ['sandbox', 'a local HubSpot alone, for any HubSpot client'],
  token: ['token NAME', 'a new token for someone who calls the HTTP server'],
  audit: ['audit verify FILE', 'whether lines of an audit log were changed or removed'],
  completion: ['completion SHELL', 'a script by which bash or zsh completes commands and flags'],
  help: ['help [COMMAND]', 'this text, or everything about a command; also help http, help connection'],
} as const satisfies Record<CommandWord, readonly [string, string]>

export const TOPICS: Readonly<Record<HelpTopicName, HelpTopic>> = {
  server: {
    usage: ['[DIR...] [flags]', 'COMMAND [flags]'],
    about: [
      'CSV and Excel files into HubSpot, correctly and exactly once. Without a command it is an MCP server over stdio, which an MCP client starts; DIR: folders whose files may be read.',
    ],
    sections: [{ title: 'Commands', entries: Object.values(COMMANDS) }],
    flags: {
      Flags: [...ofGroup('server'), 'http', 'color', 'help', 'version'],
      'Credentials (environment only)': ofGroup('credentials'),
    },
    examples: [
      ['hubspot-import-mcp --sandbox', 'the server, against a local HubSpot: no account, no network'],
      ['HUBSPOT_ACCESS_TOKEN=pat-… hubspot-import-mcp --allow-dir ~/Downloads', 'the server, with your account'],
      ['hubspot-import-mcp help http', 'the flags of the HTTP server'],
    ],
    exits: [[EXIT.OK, 'the server was stopped in order: by its client, Ctrl-C or SIGTERM']],
    isServer: true,
  },
  http: {
    usage: ['--http [flags]'],
    about: [
      'MCP over Streamable HTTP at /mcp. On this machine for one person; for others with --tokens or --oauth-issuer. The flags of the server (--help) and of the connection (help connection) hold too.',
    ],
    flags: { Flags: ofGroup('http') },
    examples: [
      ['hubspot-import-mcp --http --sandbox', 'for one person, at http://127.0.0.1:3000/mcp'],
      ['hubspot-import-mcp --http --tokens tokens.json', 'for those who have a token (see help token)'],
    ],
    exits: [[EXIT.OK, 'the server was stopped in order']],
    isServer: true,
  },
  connection: {
    usage: ['[COMMAND] [flags]'],
    about: ['How HubSpot is reached. These flags go with the server, with check and with doctor.'],
    flags: { Flags: ofGroup('hubspot'), 'Credentials (environment only)': ofGroup('credentials') },
    examples: [['hubspot-import-mcp doctor --timeout 5', 'whether the connection works, with little patience']],
    exits: [[EXIT.OK, 'as the command says']],
  },
  check: {
    usage: ['check FILE [flags]'],
    about: [
      'Maps the columns of a CSV, .xlsx or .xls file to HubSpot properties and reads every row for what would be refused, lost or left empty. Nothing is sent or written. With credentials the properties of the account are used, otherwise those that every account has.',
      'A name that begins with a dash goes after --, or as ./-name.csv.',
    ],
    flags: { Flags: [...ofCommand('check'), 'sandbox', 'color'] },
    examples: [
      ['hubspot-import-mcp check leads.csv', 'mapping and findings for a person'],
      ['hubspot-import-mcp check leads.csv --object contacts', 'the rows are contacts, whatever else fits'],
      ['hubspot-import-mcp check crm.xlsx --sheet Companies', 'another sheet than the first'],
      ["hubspot-import-mcp check leads.csv --json | jq '.check.findings[] | {errorType, count}'", 'for a script'],
    ],
    exits: [
      [EXIT.OK, 'ready: nothing would be lost'],
      [EXIT.FINDINGS, 'not ready: something would be lost, or no column fits'],
    ],
  },
  demo: {
    usage: ['demo [FILE] [flags]'],
    about: [
      'Starts this program as a server on the sandbox, with a real MCP client at its other end, and does what an agent would do: map, check, repair, import once, follow, import the failed rows again. Works on a copy of FILE, by default on an example of 1,000 rows. Nothing leaves this machine.',
    ],
    flags: { Flags: [...ofCommand('demo'), 'color'] },
    examples: [
      ['hubspot-import-mcp demo', 'with the example'],
      ['hubspot-import-mcp demo ~/Downloads/leads.csv', 'with a file of your own, which stays as it is'],
    ],
    exits: [
      [EXIT.OK, 'everything was as it must be'],
      [EXIT.FINDINGS, 'something was not; the last lines say what'],
    ],
  },
  doctor: {
    usage: ['doctor [flags]'],
    about: [
      'Looks at Node, folders, settings, credentials, scopes, the connection, and at uploads that were cut off. With the environment of the server, and those of its flags that are below, it says what that server has. Tokens, accounts and audit log of a server over HTTP are looked at by its /readyz. Nothing is changed.',
    ],
    flags: { Flags: [...ofCommand('doctor'), 'sandbox', 'color'] },
    examples: [
      ['hubspot-import-mcp doctor', 'what is there, what is missing, what to do'],
      ['hubspot-import-mcp doctor --json', 'for a script'],
    ],
    exits: [
      [EXIT.OK, 'everything that is needed is there'],
      [EXIT.FINDINGS, 'something is missing'],
    ],
  },
  sandbox: {
    usage: ['sandbox [flags]'],
    about: [
      "A local HubSpot that performs imports, on 127.0.0.1. It prints its address and its access token and runs until Ctrl-C; the log goes to stderr. Any HubSpot client can use it; of this program's tools only --base-url has to be set.",
    ],
    flags: { Flags: ofCommand('sandbox') },
    examples: [
      ['hubspot-import-mcp sandbox', 'in memory, on any free port'],
      ['hubspot-import-mcp sandbox --port 4010 --data ./data', 'the same address and records at the next start'],
    ],
    exits: [[EXIT.OK, 'stopped by Ctrl-C or SIGTERM']],
    isServer: true,
  },
  token: {
    usage: ['token NAME [flags]'],
    about: [
      'Makes a token for someone who calls the HTTP server, shows it once, and adds its hash to the file of --tokens; without --tokens it shows the entry to add.',
    ],
    flags: { Flags: ofCommand('token') },
    examples: [
      ['hubspot-import-mcp token ann --tokens tokens.json', 'may read and plan'],
      [
        'hubspot-import-mcp token ann --tokens tokens.json --scopes imports:read,imports:plan,imports:write --expires 90d',
        'may import too, for 90 days',
      ],
    ],
    exits: [[EXIT.OK, 'the token was made']],
  },
  audit: {
    usage: ['audit verify FILE [HASH] [flags]'],
    about: [
      'Reads an audit log (--audit-log of the server) and tells the first line that was changed, removed, moved or cut short. HASH: of a line that must be in it, as it was told before.',
    ],
    flags: { Flags: ofCommand('audit') },
    examples: [['hubspot-import-mcp audit verify audit.jsonl', 'ok, or the first line that does not fit']],
    exits: [
      [EXIT.OK, 'every line fits'],
      [EXIT.FINDINGS, 'a line does not'],
    ],
  },
  completion: {
    usage: ['completion bash|zsh'],
    about: [
      'Prints a script that completes commands, flags and their values for the installed command hubspot-import-mcp. Load it at the start of the shell, in ~/.bashrc or ~/.zshrc.',
    ],
    flags: { Flags: ['help'] },
    examples: [['hubspot-import-mcp completion bash', 'in ~/.bashrc: eval "$(hubspot-import-mcp completion bash)"']],
    exits: [[EXIT.OK, 'the script was printed']],
  },
}

function ofGroup(group: SettingFacts['group']): SettingName[] {
  return namesWhere((facts) => facts.group === group)
}

function ofCommand(command: CommandWord): SettingName[] {
  return namesWhere(({ commands }) => commands?.includes(command) === true)
}

function namesWhere(holds: (facts: SettingFacts) => boolean): SettingName[] {
  return settings.keyof().options.filter((name) => {
    const facts = settingFacts.get(settings.shape[name])
    return facts !== undefined && holds(facts)
  })
}
