import { z } from 'zod'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { once } from '../once.ts'
import type { Toolset } from '../toolset.ts'
import { parseArguments } from './arguments.ts'
import { inputSchemaOf, type JsonSchema, outputSchemaOf } from './json-schema.ts'
import { type UntrustedPlaces, untrustedIn, untrustedView } from './untrusted.ts'

/** `write` and `destroy` change the account; `destroy` cannot be undone by calling another tool. */
export type Effect = 'read' | 'write' | 'destroy'

export interface Progress {
  progress: number
  total?: number
  message: string
}

/** What a person said to a question of this call. `none`: nobody was asked yet. */
export type Answer = 'accepted' | 'declined' | 'none'

/** What one call of a tool may use. */
export interface ToolCall extends Context {
  signal: AbortSignal
  report: (progress: Progress) => void
  /** The person's answer to the question about exactly this subject, if the client carried one. */
  answer: (subject: string) => Answer
}

/** A step that a person has to agree to. The server asks where the client can; otherwise it becomes an error. */
export class ConfirmationRequest extends Error {
  readonly subject: string
  readonly question: string

  constructor(subject: string, question: string) {
    super(question)
    this.name = 'ConfirmationRequest'
    this.subject = subject
    this.question = question
  }

  /** What a client that cannot ask a person is told. */
  asError(): UsageError {
    return new UsageError(
      'confirmation_required',
      this.question,
      `Show this to the person. When they agree, call again with confirm: "${this.subject}".`,
      { outcome: 'not_started' },
    )
  }
}

/** What a model is told of a result: it pays for every word. The result itself goes to the page and to programs. */
export interface Telling<Input extends z.ZodObject, Output extends z.ZodObject, Told extends z.ZodObject> {
  output: Told
  tell: (result: z.output<Output>, args: z.output<Input>) => z.input<Told>
}

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject, Told extends z.ZodObject> {
  name: string
  title: string
  /** Starts with "Use this to" or "Use this after", names the next tool; at most three short sentences. */
  description: string
  effect: Effect
  /** `always`: listed whatever toolsets were chosen. */
  toolset: Toolset | 'always'
  /** Reads the caller's file or makes a plan of it, on this server alone. */
  plans?: true
  /** A host can show its answer in the page of `src/app`. */
  page?: true
  /** A write whose repetition changes nothing more. Reads always are. */
  idempotent?: boolean
  /** A write that replaces what was there. What destroys always does. */
  destructive?: boolean
  input: Input
  output: Output
  /** Of what is told: where texts of the file and of HubSpot stand. An answer with suspicious ones begins with a warning. */
  untrusted?: UntrustedPlaces
  /** Default: the whole result. */
  told?: Telling<Input, Output, Told>
  run: (args: z.output<Input>, call: ToolCall) => Promise<z.input<Output>>
  /** One or two sentences that stand before the rendered result. */
  summary: (result: z.output<Output>) => string
}

export interface ToolResult {
  summary: string
  structured: Record<string, unknown>
  /** Where `structured` is shorter. */
  whole?: Record<string, unknown>
}

/** A tool with its types closed over: what the server registers. */
export interface Tool {
  name: string
  title: string
  description: string
  effect: Effect
  toolset: Toolset | 'always'
  plans: boolean
  page: boolean
  idempotent: boolean
  destructive: boolean
  /** Made when the tools are listed for the first time: a start is quicker without. */
  inputSchema: () => JsonSchema
  outputSchema: () => JsonSchema
  /** Parses what the client sent, runs, parses what leaves. @throws UsageError, ConfirmationRequest */
  call: (args: unknown, call: ToolCall) => Promise<ToolResult>
}

/** A tool whose answer can be read again by whoever calls it inside this program. */
export interface TypedTool<Output extends z.ZodObject> extends Tool {
  output: Output
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject, Told extends z.ZodObject = Output>(
  definition: ToolDefinition<Input, Output, Told>,
): TypedTool<Output> {
  const { name, title, description, effect, toolset, input, output, told, untrusted = [] } = definition
  return {
    name,
    title,
    description,
    effect,
    toolset,
    output,
    plans: definition.plans ?? false,
    page: definition.page ?? false,
    idempotent: definition.idempotent ?? effect === 'read',
    destructive: definition.destructive ?? effect === 'destroy',
    inputSchema: once(() => inputSchemaOf(input)),
    outputSchema: once(() => outputSchemaOf(withWarning(told?.output ?? output, untrusted))),
    async call(args, call) {
      const parsed = parseArguments(name, input, args)
      const result = output.parse(await definition.run(parsed, call))
      const summary = definition.summary(result)
      const shown = told === undefined ? result : told.output.parse(told.tell(result, parsed))
      const warning = untrustedIn(shown, untrusted)
      const structured = { ...(warning !== undefined && { untrusted: warning }), ...shown }
      return told === undefined ? { summary, structured } : { summary, structured, whole: result }
    },
  }
}

const withWarning = (output: z.ZodObject, places: UntrustedPlaces): z.ZodObject =>
  places.length === 0 ? output : z.object({ untrusted: untrustedView(places), ...output.shape })
