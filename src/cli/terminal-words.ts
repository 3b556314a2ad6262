import { TOOLS } from '../tools/index.ts'

/** What is said to an agent, and what a person in a terminal does instead. The first that fits goes first. */
const WAYS: readonly [said: RegExp, here: string][] = [
  [/call propose_mapping again with encoding: "([^"]+)"/gi, 'check it again with --encoding $1'],
  [/call propose_mapping again with sheet\b/gi, 'check it again with --sheet NAME'],
  [/call propose_mapping again with objectTypes: \["(\w+)"\]/gi, 'check it again with --object $1'],
  [/call propose_mapping again: with encoding\b/gi, 'check it again: with --encoding'],
  [/call propose_mapping (?:again|with (?:the file|it))\b/gi, 'check it again'],
  [/call propose_mapping with that file/gi, 'check that file'],
  [
    /call revise_mapping with the planId and files to keep [^,]*, or propose_mapping to begin again/gi,
    'check it again',
  ],
  [
    /ask the person which of these reads right and call again with encoding:/gi,
    'check it again with the --encoding that reads right:',
  ],
  [/call again with encoding\b/gi, 'check it again with --encoding'],
  [/call again without encoding\b/gi, 'check it again without --encoding'],
  [/pass its name as sheet to propose_mapping/gi, 'name it with --sheet'],
  [/pass one of these names as sheet\b/gi, 'name one of these with --sheet'],
  [/pass a sheet with rows as sheet\b/gi, 'name a sheet with rows with --sheet'],
  [/pass another sheet\b/gi, 'name another one with --sheet'],
  [/pass hasHeader: false to propose_mapping/gi, 'put a header line above it'],
  [/ as encoding\b/g, ' with --encoding'],
  [/ as file\b/g, ''],
  [/\bcheck_connection\b/g, 'doctor'],
]

/** A sentence for agents in the words of the terminal, where there are some. */
export const inTerminal = (text: string): string =>
  WAYS.reduce(
    (current, [said, here]) => current.replace(said, (match) => asBegun(match, match.replace(said, here))),
    text,
  )

/** With a capital where the other had one. */
const asBegun = (before: string, after: string): string =>
  /^[A-Z]/.test(before) ? `${after.slice(0, 1).toUpperCase()}${after.slice(1)}` : after

/** The tools that texts name: a person who reads one has to hear what it is. */
export function toolsIn(texts: readonly string[]): string[] {
  const words = new Set(texts.flatMap((text) => text.split(/\W+/)))
  return TOOLS.map(({ name }) => name).filter((name) => words.has(name))
}
