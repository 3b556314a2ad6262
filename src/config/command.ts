import { isAbsolute } from 'node:path'
import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type CommandLine, flags } from './command-line.ts'

export const COMMAND_WORDS = ['check', 'demo', 'doctor', 'sandbox', 'token', 'audit', 'completion', 'help'] as const

export type CommandWord = (typeof COMMAND_WORDS)[number]

/** What there is a help text of: the server, what belongs to it, and the commands. */
export const HELP_TOPICS = [
  'server',
  'http',
  'connection',
  'check',
  'demo',
  'doctor',
  'sandbox',
  'token',
  'audit',
  'completion',
] as const

export type HelpTopicName = (typeof HELP_TOPICS)[number]

export const SHELLS = ['bash', 'zsh'] as const

export type Shell = (typeof SHELLS)[number]

/** What the program is asked to do. */
export type Command =
  | { name: 'stdio' | 'http' | 'sandbox' | 'doctor' | 'version' }
  | { name: 'help'; about: HelpTopicName }
  | { name: 'check'; file: string }
  | { name: 'demo'; file?: string }
  /** `principal`: whom the new token is for. */
  | { name: 'token'; principal: string }
  /** `hash`: of the last line, as it was told before. */
  | { name: 'audit'; file: string; hash?: string }
  | { name: 'completion'; shell: Shell }

/** Folders that stand on the line without a flag, as bundles for desktop programs write them. */
export interface Request {
  command: Command
  folders: readonly string[]
}

/** @throws UsageError invalid_arguments on an unknown command, a missing file, or a flag of another command. */
export function commandOf(line: CommandLine): Request {
  if (line.given.has('help')) return { command: { name: 'help', about: askedTopic(line) }, folders: [] }
  if (line.given.has('version')) return { command: { name: 'version' }, folders: [] }
  const request = requestOf(line)
  refuseForeignFlags(line, request.command.name)
  if (request.command.name === 'http') refuseFolders(line, request.folders)
  return request
}

function requestOf({ words, given }: CommandLine): Request {
  const [word, ...operands] = words
  const name = COMMAND_WORDS.find((command) => command === word)
  if (name !== undefined) return { command: withOperands(name, operands), folders: [] }
  const stray = words.find((each) => !isAbsolute(each))
  if (stray !== undefined) throw unknownCommand(stray)
  return { command: { name: given.has('http') ? 'http' : 'stdio' }, folders: words }
}

/** Of `check --help` and `--http --help`; what else stands on the line does not have to be right. */
function askedTopic({ words: [word = '', second], given }: CommandLine): HelpTopicName {
  const named = HELP_TOPICS.find((topic) => topic === (word === 'help' ? second : word))
  return named ?? (given.has('http') ? 'http' : 'server')
}

function helpCommand([topic = 'server']: readonly string[]): Command {
  const about = HELP_TOPICS.find((each) => each === topic)
  if (about !== undefined) return { name: 'help', about }
  throw new UsageError(
    'invalid_arguments',
    `There is no help about "${topic.slice(0, 200)}".${didYouMean(nearest(topic, HELP_TOPICS))}`,
    `There is help about ${HELP_TOPICS.join(', ')}.`,
  )
}

function withOperands(name: CommandWord, operands: readonly string[]): Command {
  if (name === 'help') return helpCommand(operands)
  if (name === 'audit') return auditCommand(operands)
  if (name === 'completion') return completionCommand(operands)
  const [file, ...more] = operands
  const superfluous = name === 'check' || name === 'demo' || name === 'token' ? more[0] : file
  if (superfluous !== undefined && name === 'check') throw severalFiles(operands)
  if (superfluous !== undefined) {
    throw new UsageError('invalid_arguments', `${name} does not take "${superfluous.slice(0, 200)}".`, seeHelp(name))
  }
  if (name === 'token') return { name, principal: tokenName(file) }
  if (name !== 'check') return name === 'demo' && file !== undefined ? { name, file } : { name }
  if (file === undefined || file === '') {
    throw new UsageError('invalid_arguments', 'check needs a file.', 'Write: hubspot-import-mcp check FILE')
  }
  return { name, file }
}

function severalFiles(files: readonly string[]): UsageError {
  const named = files.slice(0, 3).map((file) => `"${file.slice(0, 200)}"`)
  return new UsageError(
    'invalid_arguments',
    `check takes one file, but there are ${files.length}: ${named.join(', ')}${files.length > 3 ? ', …' : ''}.`,
    'Check one after the other. A name with spaces goes in quotes.',
  )
}

const seeHelp = (name: CommandWord): string => `See hubspot-import-mcp ${name} --help.`

const didYouMean = (word: string | undefined): string => (word === undefined ? '' : ` Did you mean ${word}?`)

/** The name stands in folder names, log lines and audit lines, where `local` is a caller who was not asked. */
export const PRINCIPAL_NAME = /^(?!local$)[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

function tokenName(text = ''): string {
  if (PRINCIPAL_NAME.test(text)) return text
  throw new UsageError(
    'invalid_arguments',
    text === ''
      ? 'token needs the name of whoever will use it.'
      : `"${text.slice(0, 200)}" cannot be the name of a token.`,
    'Write: hubspot-import-mcp token NAME, with up to 64 letters, digits and . _ @ -',
  )
}

function auditCommand([verb, file, hash, ...more]: readonly string[]): Command {
  const isHash = hash === undefined || /^[0-9a-f]{64}$/.test(hash)
  if (verb === 'verify' && file !== undefined && isHash && more.length === 0) {
    return { name: 'audit', file, ...(hash !== undefined && { hash }) }
  }
  if (!isHash) throw noHash(hash)
  const meant = verb === undefined || verb === 'verify' ? undefined : nearest(verb, ['verify'])
  throw new UsageError(
    'invalid_arguments',
    `audit takes the word verify, a file, and the hash of a line that must be in it, if you kept one.${didYouMean(meant)}`,
    'Write: hubspot-import-mcp audit verify FILE [HASH]',
  )
}

const noHash = (text: string): UsageError =>
  new UsageError(
    'invalid_arguments',
    `"${text.slice(0, 200)}" is not the hash of a line.`,
    'Give the 64 digits (0-9, a-f) that audit verify printed before, or leave it out.',
  )

function completionCommand([named, ...more]: readonly string[]): Command {
  const shell = SHELLS.find((one) => one === named)
  if (shell !== undefined && more.length === 0) return { name: 'completion', shell }
  throw new UsageError(
    'invalid_arguments',
    `completion takes the name of one shell: ${SHELLS.join(' or ')}.`,
    seeHelp('completion'),
  )
}

function unknownCommand(word: string): UsageError {
  return new UsageError(
    'invalid_arguments',
    `There is no command "${word.slice(0, 200)}".${didYouMean(nearest(word, COMMAND_WORDS))}`,
    `The commands are ${COMMAND_WORDS.join(', ')}; without one the server starts. See --help.`,
  )
}

/** A caller's path would be one of this machine. */
function refuseFolders({ given }: CommandLine, folders: readonly string[]): void {
  if (!given.has('allowDirs') && folders.length === 0) return
  throw new UsageError(
    'invalid_arguments',
    `${given.has('allowDirs') ? '--allow-dir' : 'A folder'} does nothing with --http: over HTTP no file of this machine is read.`,
    'Leave it out: callers send their files with PUT /files/{name}.',
  )
}

function refuseForeignFlags({ given }: CommandLine, command: Command['name']): void {
  for (const [flag, { name, facts }] of flags) {
    if (!given.has(name) || facts.commands === undefined || facts.commands.includes(command)) continue
    const owners = ownersOf(facts.commands)
    const told = owners.join(', ').replace(/, ([^,]*)$/, ' and $1')
    const isServer = command === 'stdio' || command === 'http'
    throw new UsageError(
      'invalid_arguments',
      `--${flag} belongs to ${told}.`,
      isServer ? `Leave it out, or add ${owners.join(' or ')}.` : `Leave it out of ${command}.`,
    )
  }
}

/** In the words of the command line. What goes with stdio goes with --http too, or that is refused in words of its own. */
function ownersOf(commands: readonly string[]): string[] {
  const told = commands.map((command) => (command === 'http' ? '--http' : command))
  return commands.includes('stdio') ? ['the server', ...told.filter((word) => !/^(stdio|--http)$/.test(word))] : told
}
