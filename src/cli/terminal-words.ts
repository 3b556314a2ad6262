import { TOOLS } from '../tools/index.ts'

/** What is said to an agent, and what a person in a terminal does instead. */
const WAYS: readonly [said: RegExp, here: string][] = [
  [/call propose_mapping again with encoding: "([^"]+)"/g, 'check it again with --encoding $1'],
  [/call propose_mapping again with sheet\b/g, 'check it again with --sheet NAME'],
  [/call propose_mapping again with objectTypes: \["(\w+)"\]/g, 'check it again with --object $1'],
  [/pass its name as sheet to propose_mapping/g, 'name it with --sheet'],
  [/call propose_mapping (?:again|with the file)\b/g, 'check it again'],
]

/** A sentence for agents in the words of the terminal, where there are some. */
export const inTerminal = (text: string): string =>
  WAYS.reduce((current, [said, here]) => current.replace(said, here), text)

/** The tools that texts name: a person who reads one has to hear what it is. */
export function toolsIn(texts: readonly string[]): string[] {
  const words = new Set(texts.flatMap((text) => text.split(/\W+/)))
  return TOOLS.map(({ name }) => name).filter((name) => words.has(name))
}
