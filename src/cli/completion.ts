import { COMMAND_WORDS, type CommandWord, HELP_TOPICS, SHELLS, type Shell } from '../config/command.ts'
import { flags } from '../config/command-line.ts'
import type { SettingFacts } from '../config/setting.ts'

/**
 * A script that completes commands, flags and their values. Made from the settings, so that it knows each; it starts no
 * program while somebody types. zsh runs the one of bash.
 */
export function completionScript(shell: Shell): string {
  const lines = shell === 'zsh' ? ['autoload -U +X compinit bashcompinit && compinit && bashcompinit', ...BASH] : BASH
  return `${lines.join('\n')}\n`
}

const NAME = 'hubspot-import-mcp'

/** What stands behind a command besides flags. */
const OPERANDS: Readonly<Record<CommandWord, string>> = {
  check: '_hubspot_import_files',
  demo: '_hubspot_import_files',
  doctor: '',
  sandbox: '',
  token: '',
  audit: '_hubspot_import_words verify; _hubspot_import_files',
  completion: `_hubspot_import_words '${SHELLS.join(' ')}'`,
  help: `_hubspot_import_words '${HELP_TOPICS.join(' ')}'`,
}

const SERVER = ['stdio', 'http']

const BASH: readonly string[] = [
  `# Completion of ${NAME} for bash and zsh: ${NAME} completion --help`,
  `_hubspot_import_words() { COMPREPLY+=($(compgen -W "\${1// /$line}" -- "$current")); }`,
  `_hubspot_import_files() { COMPREPLY+=($(compgen -f -- "$current")); }`,
  `_hubspot_import_mcp() {`,
  `  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= word`,
  `  local line=$IFS`,
  `  COMPREPLY=()`,
  `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
  `    case $word in ${COMMAND_WORDS.join('|')}) command=$word; break;; esac`,
  `  done`,
  `  case $before in`,
  ...valueCases(),
  `  esac`,
  `  case $command:$current in`,
  ...COMMAND_WORDS.map((word) => `    ${word}:-*) _hubspot_import_words '${flagsOf([word]).join(' ')}';;`),
  ...COMMAND_WORDS.map((word) => `    ${word}:*) ${OPERANDS[word]};;`),
  `    :-*) _hubspot_import_words '${flagsOf(SERVER).join(' ')}';;`,
  `    *) _hubspot_import_words '${COMMAND_WORDS.join(' ')}';;`,
  `  esac`,
  `}`,
  `complete -o filenames -F _hubspot_import_mcp ${NAME}`,
]

function flagsOf(commands: readonly string[]): string[] {
  return [...flags].flatMap(([flag, { facts }]) =>
    facts.commands === undefined || facts.commands.some((one) => commands.includes(one)) ? [`--${flag}`] : [],
  )
}

/** A flag that waits for its value is followed by nothing else. */
function valueCases(): string[] {
  return [...flags].flatMap(([flag, { facts, takesValue }]) =>
    takesValue ? [`    --${flag}) ${offered(facts)}return;;`] : [],
  )
}

function offered({ value = '' }: SettingFacts): string {
  if (value === 'FILE' || value === 'DIR') return '_hubspot_import_files; '
  return value.includes('|') ? `_hubspot_import_words '${value.split('|').join(' ')}'; ` : ''
}
