import { McpServer } from '@modelcontextprotocol/server'
import manifest from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import type { LateContext } from './context.ts'
import type { Principal, Scope } from './principal.ts'
import { createQuestions, type Questions } from './server/confirmation.ts'
import { instructions } from './server/instructions.ts'
import type { Limits } from './server/limits.ts'
import { createNotOffered } from './server/not-offered.ts'
import { createPrompts } from './server/prompts.ts'
import { registerTool } from './server/register-tool.ts'
import { registerResources } from './server/resources.ts'
import { TOOLS } from './tools/index.ts'
import type { Tool } from './tools/tool.ts'
import { scopeOfTool } from './tools/tool-scope.ts'

/** What servers of one process share is made once; making a server then costs little. */
export function createServerFactory(late: LateContext, tools?: readonly Tool[]): () => McpServer {
  const factory = createPrincipalServers(() => late, { tools })
  return () => factory(undefined)
}

/** Makes a server for whoever calls, with the tools they may call. */
export type PrincipalServers = (principal: Principal | undefined) => McpServer

export interface ServersOptions {
  tools?: readonly Tool[] | undefined
  /** Signs the questions that travel through clients. Processes that answer for each other share it. */
  questionsKey?: Uint8Array
  limits?: Limits
}

export function createPrincipalServers(
  contextOf: (principal: Principal | undefined) => LateContext,
  { tools = TOOLS, questionsKey, limits }: ServersOptions = {},
): PrincipalServers {
  const questions = createQuestions(questionsKey)
  const registerPrompts = createPrompts()
  return (principal) => {
    const late = contextOf(principal)
    const listed = tools.filter((tool) => isChosen(tool, late.config) && isAllowed(tool, principal))
    const server = newServer(late.config, { questions, listed })
    const missing = tools.filter((tool) => !listed.includes(tool)).map(({ name }) => name)
    const notOffered = createNotOffered(missing)
    for (const tool of listed) registerTool(server, tool, { late, questions, limits, notOffered })
    registerPrompts(server, { late, limits })
    registerResources(server, listed, { late, limits })
    return server
  }
}

/** What a caller needs for each tool. */
export const toolScopes = (tools: readonly Tool[] = TOOLS): ReadonlyMap<string, Scope> =>
  new Map(tools.map((tool) => [tool.name, scopeOfTool(tool)]))

const isAllowed = (tool: Tool, principal: Principal | undefined): boolean =>
  principal === undefined || principal.scopes.includes(scopeOfTool(tool))

function newServer(
  config: Config,
  { questions, listed }: { questions: Questions; listed: readonly Tool[] },
): McpServer {
  const title = config.environment === 'sandbox' ? 'HubSpot imports (sandbox)' : 'HubSpot imports'
  return new McpServer(
    { name: manifest.name, title, version: manifest.version },
    {
      instructions: instructions(config, new Set(listed.map(({ name }) => name))),
      requestState: { verify: questions.verify },
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false },
        extensions: { 'io.modelcontextprotocol/ui': {} },
      },
    },
  )
}

function isChosen({ toolset, effect }: Tool, { toolsets, readOnly }: Config): boolean {
  return (toolset === 'always' || toolsets.includes(toolset)) && (!readOnly || effect === 'read')
}
