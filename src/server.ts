import { McpServer } from '@modelcontextprotocol/server'
import manifest from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { createQuestions, type Questions } from './server/confirmation.ts'
import { instructions } from './server/instructions.ts'
import { registerPrompts } from './server/prompts.ts'
import { registerTool } from './server/register-tool.ts'
import { registerResources } from './server/resources.ts'
import { TOOLS } from './tools/index.ts'
import type { Tool } from './tools/tool.ts'

/** One server for one connection, or for one HTTP request. */
export function buildServer(context: Context): McpServer {
  return createServerFactory(context)()
}

/** What servers of one process share is made once; making a server then costs little. */
export function createServerFactory(context: Context, all: readonly Tool[] = TOOLS): () => McpServer {
  const questions = createQuestions()
  const tools = all.filter((tool) => isChosen(tool, context.config))
  return () => {
    const server = newServer(context.environment, questions)
    for (const tool of tools) registerTool(server, tool, { context, questions })
    registerPrompts(server)
    registerResources(server, tools, context)
    return server
  }
}

function newServer(environment: Context['environment'], questions: Questions): McpServer {
  const title = environment === 'sandbox' ? 'HubSpot imports (sandbox)' : 'HubSpot imports'
  return new McpServer(
    { name: manifest.name, title, version: manifest.version },
    {
      instructions: instructions(environment),
      requestState: { verify: questions.verify },
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false },
      },
    },
  )
}

function isChosen({ toolset, effect }: Tool, { toolsets, readOnly }: Config): boolean {
  return (toolset === 'always' || toolsets.includes(toolset)) && (!readOnly || effect === 'read')
}
