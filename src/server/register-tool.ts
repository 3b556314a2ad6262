import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
  ToolAnnotations,
} from '@modelcontextprotocol/server'
import { PAGE_URI } from '../app/page.ts'
import type { AuditedEnd } from '../audit.ts'
import type { Context, LateContext } from '../context.ts'
import { UsageError } from '../errors.ts'
import { ConfirmationRequest, type Tool } from '../tools/tool.ts'
import { answerTo, ask, type Questions } from './confirmation.ts'
import type { Leave, Limits } from './limits.ts'
import { type NotOffered, tellNextStep } from './not-offered.ts'
import { createProgressReporters, type ProgressReporter } from './progress.ts'
import { errorResult, successResult } from './results.ts'
import { toolSchema } from './tool-schema.ts'
import { type WitnessedCall, witnessCall } from './witness-call.ts'

interface ToolDeps {
  late: LateContext
  questions: Questions
  limits?: Limits | undefined
  notOffered: NotOffered
}

export function registerTool(server: McpServer, tool: Tool, deps: ToolDeps): void {
  const { name, title, description } = tool
  const reporterOf = createProgressReporters(deps.late.clock)
  server.registerTool(
    name,
    {
      title,
      description,
      inputSchema: toolSchema(tool.inputSchema),
      outputSchema: toolSchema(tool.outputSchema),
      annotations: annotationsOf(tool),
      // For every client: hosts show pages without having declared that they do, and a request without session declares
      // nothing. Those that cannot ignore it.
      ...(tool.page && { _meta: { ui: { resourceUri: PAGE_URI } } }),
    },
    (args, ctx) => callTool(tool, args, { ...deps, ctx, server, progress: reporterOf(ctx) }),
  )
}

function annotationsOf({ title, effect, idempotent, destructive }: Tool): ToolAnnotations {
  return {
    title,
    readOnlyHint: effect === 'read',
    destructiveHint: destructive,
    idempotentHint: idempotent,
    openWorldHint: true,
  }
}

interface CallOptions extends ToolDeps {
  ctx: ServerContext
  server: McpServer
  progress: ProgressReporter
}

interface OpenedCallOptions extends CallOptions {
  context: Context
}

/** The boundary: whatever happens in a tool leaves here as a result, never as an exception. */
async function callTool(
  tool: Tool,
  args: unknown,
  options: CallOptions,
): Promise<CallToolResult | InputRequiredResult> {
  const { late, notOffered } = options
  const { open, log, config } = late
  try {
    return await callIn(tool, args, { ...options, context: await open() })
  } catch (error) {
    return errorResult(error, { log, tool: tool.name, effect: tool.effect, config, notOffered })
  } finally {
    await options.progress.settled()
  }
}

async function callIn(
  tool: Tool,
  args: unknown,
  options: OpenedCallOptions,
): Promise<CallToolResult | InputRequiredResult> {
  const { context, ctx, limits, progress, notOffered } = options
  const { signal } = ctx.mcpReq
  const call = witnessCall(tool, args, context)
  const answer = (subject: string) => answerTo(subject, tool.name, ctx)
  let leave: Leave = () => undefined
  let wroteNothing = false
  const run = async (): Promise<EndedCall> => {
    if (limits !== undefined) leave = limits.enter(context.principal, tool.effect === 'read' ? 'read' : 'write')
    await call.begin()
    const { log } = call
    const told = await tool.call(args, { ...context, log, signal, report: progress.report, answer })
    const structured = tellNextStep(told.structured, notOffered)
    return { result: successResult({ ...told, structured }, context.environment), outcome: 'ok', structured }
  }
  const { result, ...end } = await run().catch((error: unknown) => {
    wroteNothing = error instanceof ConfirmationRequest
    return failedCall(tool, error, { ...options, call })
  })
  leave({ wroteNothing })
  await call.end(end)
  return result
}

interface EndedCall extends AuditedEnd {
  result: CallToolResult | InputRequiredResult
}

async function failedCall(
  tool: Tool,
  error: unknown,
  { call, questions, ctx, server, late, notOffered }: CallOptions & { call: WitnessedCall },
): Promise<EndedCall> {
  const described = { log: call.log, tool: tool.name, effect: tool.effect, config: late.config, notOffered }
  if (!(error instanceof ConfirmationRequest)) return failure(asCancelled(error, ctx.mcpReq.signal), described)
  try {
    const declared = server.server.getClientCapabilities()
    return { result: await ask(error, { tool: tool.name, ctx, questions, declared }), outcome: 'asked' }
  } catch (refusal) {
    return failure(refusal, described)
  }
}

function failure(error: unknown, described: Parameters<typeof errorResult>[1]): EndedCall {
  const result = errorResult(error, described)
  if (!(error instanceof UsageError)) return { result, outcome: 'internal', written: 'unknown' }
  return { result, outcome: error.code, ...(error.outcome !== undefined && { written: error.outcome }) }
}

/** The abort of the caller's own signal is no defect. */
function asCancelled(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || error instanceof UsageError) return error
  return new UsageError('cancelled', 'The call was cancelled by the client.', 'Call again if it is still wanted.')
}
