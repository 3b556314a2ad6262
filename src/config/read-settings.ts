import { delimiter } from 'node:path'
import type { z } from 'zod'
import { UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { safeText } from '../safe-text.ts'
import type { CommandLine } from './command-line.ts'
import { type SettingFacts, settingFacts } from './setting.ts'
import { type SettingName, type Settings, settings } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What was written for a setting, and where. */
export interface Written {
  source: string
  texts: readonly string[]
  facts: SettingFacts
}

export type WrittenSettings = ReadonlyMap<SettingName, Written>

/** A flag replaces the variable. An empty variable, and a placeholder nobody filled in, count as not set. */
export function writtenSettings({ given }: CommandLine, env: Environment): WrittenSettings {
  const written = new Map<SettingName, Written>()
  for (const name of settings.keyof().options) {
    const facts = settingFacts.get(settings.shape[name])
    if (facts === undefined) continue
    const found = fromFlag(facts, given.get(name)) ?? fromEnvironment(facts, env)
    if (found !== undefined) written.set(name, { ...found, facts })
  }
  return written
}

function fromFlag(facts: SettingFacts, texts: readonly string[] | undefined) {
  if (texts === undefined) return undefined
  const split = facts.separator === ',' && facts.repeatable !== true
  return { source: `--${facts.flag}`, texts: split ? texts.flatMap((text) => splitList(text, ',')) : texts }
}

function fromEnvironment(facts: SettingFacts, env: Environment) {
  const source = [facts.envAlias, facts.env].find((name) => name !== undefined && isSet(env[name]))
  const text = source === undefined ? undefined : env[source]?.trim()
  if (source === undefined || text === undefined) return undefined
  return { source, texts: facts.separator === undefined ? [text] : splitList(text, facts.separator) }
}

const OURS = 'HUBSPOT_IMPORT_'

/** Without them a server may do more than it was meant to. */
const LIMITING = ['HUBSPOT_IMPORT_READ_ONLY', 'HUBSPOT_IMPORT_TOOLSETS', 'HUBSPOT_IMPORT_CONFIRM']

export interface UnknownVariable {
  told: string
  /** It was to keep the server from something. */
  isLimiting: boolean
}

/** A misspelt switch would be left at its default without a word. Variables without our prefix may have other owners. */
export function unknownVariables(env: Environment): UnknownVariable[] {
  const known = settings.keyof().options.flatMap((name) => settingFacts.get(settings.shape[name])?.env ?? [])
  const ends = known.filter((name) => name.startsWith(OURS)).map((name) => name.slice(OURS.length))
  const unknown = Object.keys(env).filter((name) => name.startsWith(OURS) && !known.includes(name))
  return unknown.map((name) => {
    const end = nearest(name.slice(OURS.length), ends)
    const meant = end === undefined ? undefined : `${OURS}${end}`
    return {
      told: `${safeText(name, 80)} is no setting.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      isLimiting: meant !== undefined && LIMITING.includes(meant),
    }
  })
}

function isSet(text: string | undefined): boolean {
  const trimmed = text?.trim() ?? ''
  return trimmed !== '' && !/^\$\{[^}]*\}$/.test(trimmed)
}

function splitList(text: string, separator: ',' | 'path' | 'newline'): string[] {
  const mark = { ',': ',', path: delimiter, newline: '\n' }[separator]
  return text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** @throws UsageError invalid_arguments with the value (unless it is secret) and what it must be. */
export function readSettings(written: WrittenSettings): Settings {
  const result = settings.safeParse(
    Object.fromEntries([...written].map(([name, { texts, facts }]) => [name, isList(facts) ? texts : texts[0]])),
    // Compiling a parser that runs once costs more than it saves.
    { jitless: true },
  )
  if (result.success) return result.data
  throw refusal(result.error.issues[0], written)
}

function isList(facts: SettingFacts): boolean {
  return facts.separator !== undefined
}

function refusal(issue: z.core.$ZodIssue | undefined, written: WrittenSettings): UsageError {
  const entry = [...written].find(([name]) => name === issue?.path[0])?.[1]
  const source = entry?.source ?? 'A setting'
  const index = typeof issue?.path[1] === 'number' ? issue.path[1] : 0
  const value = entry?.facts.secret === true ? '' : ` is "${shown(entry?.texts[index] ?? '', entry?.facts)}"; it`
  return new UsageError(
    'invalid_arguments',
    `${source}${value} ${issue?.message}.`,
    `Correct ${source} or leave it out.`,
  )
}

/** What stands in it may be a secret all the same: what a header says, the user of an address. */
function shown(text: string, facts: SettingFacts | undefined): string {
  const named = facts?.nameOnly === true ? `${/^[^:]*:/.exec(text)?.[0] ?? ''}…` : text
  return safeText(named.replace(/\/\/.*@/s, '//…@'))
}
