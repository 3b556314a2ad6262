import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
  ToolAnnotations,
} from '@modelcontextprotocol/server'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { ConfirmationRequest, type Tool } from '../tools/tool.ts'
import { answerTo, ask, type Questions } from './confirmation.ts'
import type { Leave, Limits } from './limits.ts'
import { progressReporter } from './progress.ts'
import { errorResult, successResult } from './results.ts'
import { toolSchema } from './tool-schema.ts'

interface ToolDeps {
  context: Context
  questions: Questions
  limits?: Limits | undefined
}

export function registerTool(server: McpServer, tool: Tool, deps: ToolDeps): void {
  const { name, title, description } = tool
  server.registerTool(
    name,
    {
      title,
      description,
      inputSchema: toolSchema(tool.inputSchema),
      outputSchema: toolSchema(tool.outputSchema),
      annotations: annotationsOf(tool),
    },
    (args, ctx) => callTool(tool, args, { ...deps, ctx, server }),
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
}

/** The boundary: whatever happens in a tool leaves here as a result, never as an exception. */
async function callTool(
  tool: Tool,
  args: unknown,
  options: CallOptions,
): Promise<CallToolResult | InputRequiredResult> {
  const { context, ctx, limits } = options
  const { signal } = ctx.mcpReq
  let wroteNothing = false
  let leave: Leave = () => undefined
  const progress = progressReporter(ctx, context.clock)
  try {
    if (limits !== undefined) leave = limits.enter(context.principal, tool.effect === 'read' ? 'read' : 'write')
    const answer = (subject: string) => answerTo(subject, tool.name, ctx)
    const result = await tool.call(args, { ...context, signal, report: progress.report, answer })
    return successResult(result, context.environment)
  } catch (error) {
    wroteNothing = error instanceof ConfirmationRequest
    return await failedCall(tool, error, options)
  } finally {
    leave({ wroteNothing })
    await progress.settled()
  }
}

async function failedCall(
  tool: Tool,
  error: unknown,
  { context, questions, ctx, server }: CallOptions,
): Promise<CallToolResult | InputRequiredResult> {
  const described = { log: context.log, tool: tool.name, effect: tool.effect }
  if (!(error instanceof ConfirmationRequest)) return errorResult(asCancelled(error, ctx.mcpReq.signal), described)
  try {
    const declared = server.server.getClientCapabilities()
    return await ask(error, { tool: tool.name, ctx, questions, declared })
  } catch (refusal) {
    return errorResult(refusal, described)
  }
}

/** The abort of the caller's own signal is no defect. */
function asCancelled(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || error instanceof UsageError) return error
  return new UsageError('cancelled', 'The call was cancelled by the client.', 'Call again if it is still wanted.')
}
