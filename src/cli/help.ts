import type { HelpTopicName } from '../config/command.ts'
import { type SettingFacts, settingFacts } from '../config/setting.ts'
import { type SettingName, settings } from '../config/settings.ts'
import { EXIT } from './exit-codes.ts'
import { type HelpTopic, TOPICS } from './help/topics.ts'
import { wrapText } from './text-width.ts'

const INDENT = '  '
const MOST_TERM = 26

/** The help of the program, or of one command, in lines of at most `width` cells. */
export function helpText(name: HelpTopicName, width: number): string {
  const { usage, about, sections = [], flags, examples } = TOPICS[name]
  const parts = [
    usageLines(usage),
    ...about.map((text) => wrapText(text, width)),
    ...sections.map(({ title, entries }) => [...wrapText(`${title}:`, width), ...entryLines(entries, width)]),
    ...Object.entries(flags).map(([title, names]) => [
      ...wrapText(`${title}:`, width),
      ...entryLines(names.map(flagEntry), width),
    ]),
    ['Examples:', ...examples.flatMap((example) => exampleLines(example, width))],
    ['Exit codes:', ...entryLines(exitEntries(TOPICS[name]), width)],
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function usageLines(usage: readonly string[]): string[] {
  return usage.map((form, place) => `${place === 0 ? 'Usage: ' : '       '}hubspot-import-mcp ${form}`.trimEnd())
}

type Entry = readonly [term: string, meaning: string]

/** Terms on the left, what they mean on the right; below each other where the screen is narrow. */
function entryLines(entries: readonly Entry[], width: number): string[] {
  const most = Math.max(...entries.map(([term]) => term.length).filter((length) => length <= MOST_TERM), 0)
  const beside = width >= 60
  const column = beside ? INDENT.length + most + INDENT.length : INDENT.length * 2
  return entries.flatMap(([term, meaning]) => {
    const lines = wrapText(meaning, width - column).map((line) => ' '.repeat(column) + line)
    const [first = '', ...others] = lines
    const fits = beside && term.length <= most
    return fits
      ? [`${INDENT}${term.padEnd(column - INDENT.length)}${first.trimStart()}`, ...others]
      : [INDENT + term, ...lines]
  })
}

function flagEntry(name: SettingName): Entry {
  const facts = settingFacts.get(settings.shape[name])
  if (facts === undefined) throw new Error(`${name} is not told about`)
  return [termOf(facts), `${facts.description}${defaultOf(name, facts)}${variableOf(facts)}`]
}

/** Descriptions tell what the variable means; the flag of one that is on without it says the opposite. */
function variableOf({ flag, env }: SettingFacts): string {
  if (flag === undefined || env === undefined) return ''
  return flag.startsWith('no-') ? ` [${env}=false]` : ` [${env}]`
}

/** Of switches the name tells it. */
function defaultOf(name: SettingName, { description }: SettingFacts): string {
  const { data } = settings.shape[name].safeParse(undefined)
  const isTold = typeof data === 'string' || typeof data === 'number' || Array.isArray(data)
  const standard = isTold ? String(data) : ''
  return standard === '' || /default/i.test(description) ? '' : ` Default: ${standard}.`
}

function termOf({ flag, value = '', env = '' }: SettingFacts): string {
  return flag === undefined ? env : `--${flag} ${value}`.trim()
}

/** A command is one line, whatever the screen: it is there to be copied. */
function exampleLines([command, meaning]: Entry, width: number): string[] {
  const told = wrapText(meaning, width - 2 * INDENT.length).map((line) => INDENT.repeat(2) + line)
  return [`${INDENT}${command}`, ...told]
}

function exitEntries({ exits, isServer }: HelpTopic): Entry[] {
  const own: Entry[] = exits.map(([code, meaning]) => [String(code), meaning])
  const stopped: Entry[] = isServer === true ? [] : [['130, 143', STOPPED]]
  return [...own, [String(EXIT.NOT_DONE), NOT_DONE], [String(EXIT.DEFECT), DEFECT], ...stopped]
}

const NOT_DONE = 'not done: a flag, a setting or a file is not right; stderr says which, and what to do'
const DEFECT = 'a defect of this program'
const STOPPED = 'stopped by Ctrl-C or SIGTERM before its end; stderr says what was done'
