import { type CallToolResult, Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { textOf } from '../connect.ts'
import { at } from '../sandbox/call-sandbox.ts'
import { PROGRAM } from '../start-program.ts'

/** No answer may cost more, in either form. */
export const MOST_TOKENS = 2_000

export const tokensOf = (value: unknown): number =>
  countTokens(typeof value === 'string' ? value : JSON.stringify(value))

/** What one call cost: its arguments, and its answer as text and as structure. Hosts show a model one of the two. */
export interface Cost {
  tool: string
  args: number
  text: number
  structured: number
}

export interface Answer {
  isError: boolean
  text: string
  /** A field of the structured answer, by its path. @throws when it is not there */
  field(...path: (string | number)[]): unknown
}

/**
 * A model that knows only what it was told: a value of an argument must stand in the person's words, in the list of
 * tools or in an answer, in the text and in the structured content of answers alike; a tool must be named by the answer
 * before, unless the person has just spoken.
 */
export interface Agent {
  costs: Cost[]
  /** The person says something; any tool of the list may come next. */
  hear(words: string): void
  call(tool: string, args: Record<string, unknown>): Promise<Answer>
  close(): Promise<void>
}

interface AgentOptions {
  flags: readonly string[]
  env: Record<string, string>
  /** The person agrees to what the client asks; without it the client cannot ask. */
  agrees: boolean
}

export async function startAgent({ flags, env, agrees }: AgentOptions): Promise<Agent> {
  const client = new Client(
    { name: 'eval', version: '1' },
    { capabilities: agrees ? { elicitation: { form: {} } } : {}, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  if (agrees) client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { answer: 'yes' } }))
  const { PATH = '', HOME = '' } = process.env
  const transport = { command: process.execPath, args: [PROGRAM, ...flags], env: { PATH, HOME, ...env } }
  await client.connect(new StdioClientTransport({ ...transport, stderr: 'ignore' }))
  const { tools } = await client.listTools()
  const listed = `${client.getInstructions() ?? ''}\n${JSON.stringify(tools.map(({ name, description, inputSchema }) => [name, description, inputSchema]))}`
  // Unescaped too: a path or a quoted name stands in the answers as it is.
  const known = { text: [listed], structured: [listed] }
  let last = listed
  const costs: Cost[] = []
  const hear = (words: string) => {
    known.text.push(words)
    known.structured.push(words)
    last = `${last}\n${words}\n${listed}`
  }
  return {
    costs,
    hear,
    async call(tool, args) {
      if (!last.includes(tool)) throw new Error(`The answer before names no ${tool}:\n${last}`)
      for (const value of valuesIn(args)) mustBeKnown(value, { tool, known })
      const result = await client.callTool({ name: tool, arguments: args }, { timeout: 120_000 })
      const answer = { text: textOf(result), structured: structuredText(result) }
      costs.push(costOf(tool, args, result))
      known.text.push(answer.text)
      known.structured.push(answer.structured)
      last = answer.text
      return answerOf(result, answer.text)
    },
    close: () => client.close(),
  }
}

function mustBeKnown(
  value: string,
  { tool, known }: { tool: string; known: Record<'text' | 'structured', readonly string[]> },
): void {
  for (const [form, heard] of Object.entries(known)) {
    if (!heard.some((each) => each.includes(value))) {
      throw new Error(`Nobody has told the ${form} reader the value ${value} that ${tool} is called with.`)
    }
  }
}

/** Texts and numbers; a switch is known with its name, and an empty text means nothing. */
function valuesIn(value: unknown): string[] {
  if (typeof value === 'number') return [String(value)]
  if (typeof value === 'string') return textsIn(value)
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(valuesIn)
}

function textsIn(value: string): string[] {
  if (value === '') return []
  return value.startsWith('[') ? valuesIn(JSON.parse(value)) : [value]
}

/** An error has only its text, and both readers get that. */
function structuredText({ structuredContent, isError, ...result }: CallToolResult): string {
  if (isError === true) return textOf({ ...result })
  return leavesOf(structuredContent).join('\n')
}

const leavesOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => [key, ...leavesOf(each)])
    : [String(value)]

const costOf = (tool: string, args: object, { content, structuredContent }: CallToolResult): Cost => {
  const text = tokensOf(textOf({ content }))
  return { tool, args: tokensOf(args), text, structured: structuredContent ? tokensOf(structuredContent) : text }
}

function answerOf({ structuredContent, isError }: CallToolResult, text: string): Answer {
  return {
    isError: isError === true,
    text,
    field(...path) {
      const value = at(structuredContent, ...path)
      if (value === undefined) throw new Error(`The answer has no ${path.join('.')}:\n${text}`)
      return value
    },
  }
}
