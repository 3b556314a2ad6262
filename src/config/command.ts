import { isAbsolute } from 'node:path'
import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type CommandLine, flags } from './command-line.ts'

export const COMMAND_WORDS = ['sandbox', 'check', 'demo', 'doctor', 'token', 'audit'] as const

/** What the program is asked to do. */
export type Command =
  | { name: 'stdio' | 'http' | 'sandbox' | 'doctor' | 'help' | 'version' }
  | { name: 'check'; file: string }
  | { name: 'demo'; file?: string }
  /** `principal`: whom the new token is for. */
  | { name: 'token'; principal: string }
  /** `hash`: of the last line, as it was told before. */
  | { name: 'audit'; file: string; hash?: string }

/** Folders that stand on the line without a flag, as bundles for desktop programs write them. */
export interface Request {
  command: Command
  folders: readonly string[]
}

/** @throws UsageError invalid_arguments on an unknown command, a missing file, or a flag of another command. */
export function commandOf(line: CommandLine): Request {
  if (line.given.has('help')) return { command: { name: 'help' }, folders: [] }
  if (line.given.has('version')) return { command: { name: 'version' }, folders: [] }
  const request = requestOf(line)
  refuseForeignFlags(line, request.command.name)
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

function withOperands(name: (typeof COMMAND_WORDS)[number], operands: readonly string[]): Command {
  if (name === 'audit') return auditCommand(operands)
  const [file, ...more] = operands
  const superfluous = name === 'check' || name === 'demo' || name === 'token' ? more[0] : file
  if (superfluous !== undefined) {
    throw new UsageError('invalid_arguments', `${name} does not take "${superfluous.slice(0, 200)}".`, 'See --help.')
  }
  if (name === 'token') return { name, principal: tokenName(file) }
  if (name !== 'check') return name === 'demo' && file !== undefined ? { name, file } : { name }
  if (file === undefined) {
    throw new UsageError('invalid_arguments', 'check needs a file.', 'Write: hubspot-import-mcp check FILE')
  }
  return { name, file }
}

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
  throw new UsageError(
    'invalid_arguments',
    'audit takes the word verify, a file, and the hash of a line that must be in it, if you kept one.',
    'Write: hubspot-import-mcp audit verify FILE [HASH]',
  )
}

function unknownCommand(word: string): UsageError {
  const meant = nearest(word, COMMAND_WORDS)
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  return new UsageError(
    'invalid_arguments',
    `There is no command "${word.slice(0, 200)}".${hint}`,
    `The commands are ${COMMAND_WORDS.join(', ')}; without one the server starts. See --help.`,
  )
}

function refuseForeignFlags({ given }: CommandLine, command: Command['name']): void {
  for (const [flag, { name, facts }] of flags) {
    if (!given.has(name) || facts.commands === undefined || facts.commands.includes(command)) continue
    const owners = facts.commands.map((owner) => (owner === 'http' ? '--http' : owner)).join(' or ')
    throw new UsageError('invalid_arguments', `--${flag} belongs to ${owners}.`, `Leave it out, or add ${owners}.`)
  }
}
