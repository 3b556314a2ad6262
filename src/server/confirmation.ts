import { randomBytes } from 'node:crypto'
import {
  type AuthInfo,
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import type { Answer, ConfirmationRequest } from '../tools/tool.ts'

const TEN_MINUTES = 600
const KEY = 'confirmation'
const yes = z.object({ answer: z.literal('yes') })

/** What was asked, signed: it travels through the client, which must not be able to put another question in its place. */
export interface AskedQuestion {
  tool: string
  subject: string
}

export type Questions = RequestStateCodec<AskedQuestion>

/** One for the process: a question asked in one HTTP request is answered in another. It belongs to who was asked, and to their account. */
export function createQuestions(key?: Uint8Array): Questions {
  let made: Questions | undefined
  const codec = () => {
    made ??= createRequestStateCodec<AskedQuestion>({
      key: key ?? randomBytes(32),
      ttlSeconds: TEN_MINUTES,
      bind: ({ mcpReq, http }) => JSON.stringify([mcpReq.method, ...askedOf(http?.authInfo)]),
    })
    return made
  }
  return { mint: (...args) => codec().mint(...args), verify: (...args) => codec().verify(...args) }
}

const askedOf = (auth: AuthInfo | undefined): unknown[] => [auth?.clientId, auth?.extra?.accountName]

/** Only the answer to the question about this tool and this subject counts; everything but a plain yes is a no. */
export function answerTo(subject: string, tool: string, ctx: ServerContext): Answer {
  const asked = ctx.mcpReq.requestState<AskedQuestion>()
  if (asked?.tool !== tool || asked.subject !== subject) return 'none'
  return acceptedContent(ctx.mcpReq.inputResponses, KEY, yes) === undefined ? 'declined' : 'accepted'
}

interface AskOptions {
  tool: string
  ctx: ServerContext
  questions: Questions
  /** What the client declared when it connected. */
  declared: unknown
}

/** @throws UsageError confirmation_required when the person said no, or when the client cannot ask. */
export async function ask(request: ConfirmationRequest, options: AskOptions): Promise<InputRequiredResult> {
  const { tool, ctx, questions, declared } = options
  if (answerTo(request.subject, tool, ctx) === 'declined') throw declined()
  if (!canElicit(ctx, declared)) throw request.asError()
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({ message: safeLines(request.question), requestedSchema: YES_OR_NO }),
    },
    requestState: await questions.mint({ tool, subject: request.subject }, ctx),
  })
}

const YES_OR_NO = {
  type: 'object',
  properties: { answer: { type: 'string', title: 'Go ahead?', enum: ['yes', 'no'] } },
  required: ['answer'],
} as const satisfies Parameters<typeof inputRequired.elicit>[0]['requestedSchema']

const envelope = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: z.unknown() })
const eliciting = z.looseObject({ elicitation: z.record(z.string(), z.unknown()) })

/** A 2026 client declares its capabilities with every request, a 2025 client when it connects. */
function canElicit(ctx: ServerContext, declaredAtConnect: unknown): boolean {
  const ofRequest = envelope.safeParse(ctx.mcpReq.envelope)
  const { data } = eliciting.safeParse(ofRequest.data?.[CLIENT_CAPABILITIES_META_KEY] ?? declaredAtConnect)
  if (data === undefined) return false
  // An empty declaration means forms, as before there were other ways.
  return data.elicitation.form !== undefined || Object.keys(data.elicitation).length === 0
}

const declined = () =>
  new UsageError('confirmation_required', 'The person declined. Nothing was done.', 'Ask what to change first.', {
    outcome: 'not_started',
  })

function safeLines(text: string): string {
  return text
    .split('\n')
    .map((each) => safeText(each, 1000))
    .join('\n')
}
