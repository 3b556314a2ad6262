import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequest,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

/** Where a call of several rounds is, signed. */
export interface Round {
  asked: string
}

export type RoundCodec = RequestStateCodec<Round>

type Questions = Record<string, InputRequest>
type Answers = Record<string, unknown>

const NAME = z.object({ name: z.string() })
const OK = z.object({ ok: z.boolean() })
const COLOR = z.object({ color: z.string() })

const form = (message: string, requestedSchema: z.ZodObject) => inputRequired.elicit({ message, requestedSchema })
const sample = (prompt: string, maxTokens = 100) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens })

/** Tools that need something of the client: asked with input_required in 2026, with a request of the server in 2025. */
export function registerQuestions(server: McpServer, rounds: RoundCodec): void {
  registerOneRound(server)
  registerWithArgument(server)
  registerForms(server)
  registerSigned(server, rounds)
  registerMultiRound(server, rounds)
  registerByCapability(server)
}

function registerOneRound(server: McpServer): void {
  const asking = (name: string, questions: Questions, answer: (answers: Answers) => string | undefined) =>
    server.registerTool(name, { description: 'Asks once.' }, ({ mcpReq }) =>
      ask(questions, answer(mcpReq.inputResponses ?? {})),
    )
  const name = { user_name: form('What is your name?', NAME) }
  const greet = (answers: Answers) => {
    const accepted = acceptedContent(answers, 'user_name', NAME)
    return accepted && `Hello, ${accepted.name}!`
  }
  asking('test_input_required_result_elicitation', name, greet)
  asking('test_streaming_elicitation', name, greet)
  const capital = { capital_question: sample('What is the capital of France?') }
  asking('test_input_required_result_sampling', capital, (answers) => sampledText(answers, 'capital_question'))
  asking('test_missing_capability', capital, (answers) => sampledText(answers, 'capital_question'))
  asking('test_input_required_result_list_roots', { client_roots: inputRequired.listRoots() }, (answers) => {
    const roots = inputResponse(answers, 'client_roots')
    return roots.kind === 'roots' ? JSON.stringify(roots.roots) : undefined
  })
}

function registerWithArgument(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model of the client.', inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, { mcpReq }) => {
      const said = sampledText(mcpReq.inputResponses ?? {}, 'said')
      return ask({ said: sample(prompt) }, said && `LLM response: ${said}`)
    },
  )
  const user = z.object({
    username: z.string().describe("User's response"),
    email: z.string().describe("User's email address"),
  })
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the person.', inputSchema: z.object({ message: z.string() }) },
    ({ message }, { mcpReq }) => ask({ user: form(message, user) }, elicited(mcpReq.inputResponses, 'User response: ')),
  )
}

function registerForms(server: McpServer): void {
  const asking = (name: string, requestedSchema: FormSchema) =>
    server.registerTool(name, { description: 'Shows a form.' }, ({ mcpReq }) =>
      ask(
        { user: inputRequired.elicit({ message: 'Please fill this in', requestedSchema }) },
        elicited(mcpReq.inputResponses, 'Elicitation completed: '),
      ),
    )
  asking('test_elicitation_sep1034_defaults', { type: 'object', properties: DEFAULTS })
  asking('test_elicitation_sep1330_enums', { type: 'object', properties: ENUMS })
}

type FormSchema = Extract<Parameters<typeof inputRequired.elicit>[0]['requestedSchema'], { type: 'object' }>
type Fields = FormSchema['properties']

const DEFAULTS: Fields = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
}
const OPTIONS = ['option1', 'option2', 'option3']
const titled = (word: string) =>
  ['First', 'Second', 'Third'].map((nth, index) => ({ const: `value${index + 1}`, title: `${nth} ${word}` }))
const ENUMS: Fields = {
  untitledSingle: { type: 'string', enum: OPTIONS },
  titledSingle: { type: 'string', oneOf: titled('Option') },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
  titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
}

/** What was asked comes back signed: an answer without it, or with another one, counts for nothing. */
function registerSigned(server: McpServer, rounds: RoundCodec): void {
  const asking = (name: string, questions: Questions) =>
    server.registerTool(name, { description: 'Asks once and signs what it asked.' }, async (ctx) => {
      const isAnswered = Object.keys(questions).every((key) => inputResponse(responses(ctx), key).kind !== 'missing')
      const asked = ctx.mcpReq.requestState<Round>()?.asked
      return ask(
        questions,
        isAnswered && asked === name ? 'state-ok' : undefined,
        await rounds.mint({ asked: name }, ctx),
      )
    })
  const confirm = { confirm: form('Please confirm', OK) }
  asking('test_input_required_result_request_state', confirm)
  asking('test_input_required_result_tampered_state', confirm)
  asking('test_input_required_result_multiple_inputs', {
    user_name: form('What is your name?', NAME),
    greeting: sample('Generate a greeting', 50),
    client_roots: inputRequired.listRoots(),
  })
}

function registerMultiRound(server: McpServer, rounds: RoundCodec): void {
  server.registerTool('test_input_required_result_multi_round', { description: 'Asks twice.' }, async (ctx) => {
    const asked = ctx.mcpReq.requestState<Round>()?.asked
    const color = acceptedContent(responses(ctx), 'step2', COLOR)
    if (asked?.startsWith('step2 ') === true && color !== undefined) {
      return ask({}, `${asked.slice('step2 '.length)} likes ${color.color}.`)
    }
    const person = acceptedContent(responses(ctx), 'step1', NAME)
    if (asked === 'step1' && person !== undefined) {
      const state = await rounds.mint({ asked: `step2 ${person.name}` }, ctx)
      return ask({ step2: form('Step 2: What is your favorite color?', COLOR) }, undefined, state)
    }
    const state = await rounds.mint({ asked: 'step1' }, ctx)
    return ask({ step1: form('Step 1: What is your name?', NAME) }, undefined, state)
  })
}

const ENVELOPE = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: z.record(z.string(), z.unknown()) })

/** Asks only for what the client said it can do. */
function registerByCapability(server: McpServer): void {
  const able = { elicitation: form('What is your name?', NAME), sampling: sample('Say hello') }
  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks for what the client can.' },
    ({ mcpReq }) => {
      const declared = ENVELOPE.parse(mcpReq.envelope)[CLIENT_CAPABILITIES_META_KEY]
      const questions = Object.fromEntries(Object.entries(able).filter(([capability]) => capability in declared))
      const isAnswered = Object.keys(mcpReq.inputResponses ?? {}).length > 0
      return ask(questions, isAnswered ? 'Thank you.' : undefined)
    },
  )
}

const responses = ({ mcpReq }: ServerContext) => mcpReq.inputResponses

function ask(
  questions: Questions,
  answer: string | undefined,
  requestState?: string,
): CallToolResult | InputRequiredResult {
  if (answer !== undefined) return { content: [{ type: 'text', text: answer }] }
  return inputRequired({ inputRequests: questions, ...(requestState !== undefined && { requestState }) })
}

function sampledText(answers: Answers, key: string): string | undefined {
  const response = inputResponse(answers, key)
  return response.kind === 'sampling' ? JSON.stringify(response.result.content) : undefined
}

function elicited(answers: Answers | undefined, start: string): string | undefined {
  const response = inputResponse(answers, 'user')
  if (response.kind !== 'elicit') return undefined
  return `${start}action=${response.action}, content=${JSON.stringify(response.content)}`
}
