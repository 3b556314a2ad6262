import { parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type SettingFacts, settingFacts } from './setting.ts'
import { type SettingName, settings } from './settings.ts'

export interface CommandLine {
  /** What stands on the line besides flags; the first word may be a command. */
  words: readonly string[]
  /** Texts per setting, in the order given. */
  given: ReadonlyMap<SettingName, readonly string[]>
}

export const flags: ReadonlyMap<string, { name: SettingName; facts: SettingFacts; takesValue: boolean }> = flagTable()

/** @throws UsageError invalid_arguments on an unknown flag, a missing or superfluous value, a flag given twice. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...flags].map(
        ([flag, { takesValue }]) => [flag, { type: takesValue ? 'string' : 'boolean', ...SHORT.get(flag) }] as const,
      ),
    ),
  })
  const words: string[] = []
  const given = new Map<SettingName, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind === 'option') readFlag(token, given)
  }
  return { words, given }
}

const SHORT: ReadonlyMap<string, { short: string }> = new Map([
  ['help', { short: 'h' }],
  ['version', { short: 'v' }],
])

interface FlagToken {
  name: string
  rawName: string
  value?: string | undefined
  inlineValue?: boolean | undefined
}

function readFlag(token: FlagToken, given: Map<SettingName, string[]>): void {
  const flag = flags.get(token.name)
  if (flag === undefined) throw unknownFlag(token)
  const earlier = given.get(flag.name) ?? []
  if (earlier.length > 0 && flag.facts.repeatable !== true) {
    throw new UsageError('invalid_arguments', `--${token.name} is given twice.`, 'Give it once.')
  }
  given.set(flag.name, [...earlier, flag.takesValue ? flagValue(token, flag.facts) : switchValue(token)])
}

function flagValue({ name, value, inlineValue }: FlagToken, { value: kind }: SettingFacts): string {
  if (value !== undefined && (inlineValue === true || !value.startsWith('--'))) return value
  throw new UsageError('invalid_arguments', `--${name} has no value.`, `Write --${name} ${kind}.`)
}

function switchValue({ name, inlineValue }: FlagToken): string {
  if (inlineValue === true) {
    throw new UsageError('invalid_arguments', `--${name} takes no value.`, `Write just --${name}, or leave it out.`)
  }
  return name.startsWith('no-') ? 'false' : 'true'
}

/** Names the flag only: what was given with it may be a token. */
function unknownFlag({ name, rawName }: FlagToken): UsageError {
  const secret = SECRET_FLAGS.get(name)
  if (secret !== undefined) {
    return new UsageError(
      'invalid_arguments',
      `--${name} does not exist: credentials on a command line can be read by every user of the machine.`,
      `Set ${secret} in the environment instead.`,
    )
  }
  const meant = nearest(name, [...flags.keys()])
  const hint = meant === undefined ? '' : ` Did you mean --${meant}?`
  const fix = rawName.startsWith('--') ? 'See --help.' : 'See --help. A name that begins with a dash goes after --.'
  return new UsageError('invalid_arguments', `There is no flag ${rawName.slice(0, 60)}.${hint}`, fix)
}

const SECRET_FLAGS: ReadonlyMap<string, string> = new Map([
  ['access-token', 'HUBSPOT_ACCESS_TOKEN'],
  ['token', 'HUBSPOT_ACCESS_TOKEN'],
  ['client-id', 'HUBSPOT_CLIENT_ID'],
  ['client-secret', 'HUBSPOT_CLIENT_SECRET'],
  ['refresh-token', 'HUBSPOT_REFRESH_TOKEN'],
  ['private-app-key', 'HUBSPOT_PRIVATE_APP_KEY'],
  ['proxy', 'HUBSPOT_IMPORT_PROXY'],
])

function flagTable() {
  const table = new Map<string, { name: SettingName; facts: SettingFacts; takesValue: boolean }>()
  for (const name of settings.keyof().options) {
    const facts = settingFacts.get(settings.shape[name])
    if (facts?.flag !== undefined) table.set(facts.flag, { name, facts, takesValue: facts.value !== undefined })
  }
  return table
}
