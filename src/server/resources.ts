import {
  type McpServer,
  type ReadResourceResult,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { PAGE_URI, pageText } from '../app/page.ts'
import type { LateContext } from '../context.ts'
import type { ImportErrorType } from '../hubspot/import-error-types.ts'
import type { Tool } from '../tools/tool.ts'
import { asCall, type CallerDeps, mayRead, protocolError } from './as-call.ts'
import { complete } from './complete.ts'

const JSON_TYPE = { mimeType: 'application/json' }
const AN_HOUR = 3_600_000

/** Holds nothing of an account, so it needs no scope. */
export const OPEN_RESOURCE = 'hubspot-import://import-error-types'

/** What can be read without a call: the same data as the tools give, as JSON. */
export function registerResources(server: McpServer, tools: readonly Tool[], { late, limits }: CallerDeps): void {
  if (mayRead(late)) registerObjectTypes(server, { late, limits })
  registerErrorTypes(server)
  registerToolResource(server, 'get_import', { tools, late, limits })
  registerToolResource(server, 'get_import_errors', { tools, late, limits })
  if (tools.some(({ page }) => page)) registerPage(server)
}

function registerObjectTypes(server: McpServer, deps: CallerDeps): void {
  server.registerResource(
    'object-types',
    'hubspot-import://object-types',
    {
      title: 'Object types',
      description: 'Standard and custom object types: ids, names, identifiers, required properties.',
      ...JSON_TYPE,
    },
    (uri) =>
      guarded(uri, deps.late, () =>
        asCall(deps, async ({ account }) => ({ objectTypes: await account.objectTypes() })),
      ),
  )
}

function registerErrorTypes(server: McpServer): void {
  server.registerResource(
    'import-error-types',
    OPEN_RESOURCE,
    {
      title: 'Import error types',
      description: "HubSpot's import error types: cause, fix, what happens to the row.",
      ...JSON_TYPE,
      cacheHint: { ttlMs: AN_HOUR, cacheScope: 'public' },
    },
    async (uri) => {
      const { IMPORT_ERROR_TYPES } = await import('../hubspot/import-error-types.ts')
      return jsonResource(uri, { importErrorTypes: IMPORT_ERROR_TYPES.map(tellErrorType) })
    },
  )
}

const PAGE_TYPE = { mimeType: 'text/html;profile=mcp-app', _meta: { ui: { prefersBorder: true } } }

/** The page names no domain, so the host lets it load nothing and connect to nothing. */
function registerPage(server: McpServer): void {
  server.registerResource(
    'plan-page',
    PAGE_URI,
    {
      title: 'Import page',
      description: 'For hosts with MCP Apps: review, check, start and follow an import.',
      ...PAGE_TYPE,
      cacheHint: { ttlMs: AN_HOUR, cacheScope: 'public' },
    },
    async (uri) => ({ contents: [{ uri: uri.href, ...PAGE_TYPE, text: await pageText() }] }),
  )
}

/** What helps with an import; where a fact comes from and how it is checked is for the code. */
function tellErrorType({
  errorType,
  appliesTo,
  cause,
  fix,
  rowOutcome,
}: ImportErrorType): Omit<ImportErrorType, 'preflight' | 'inFile' | 'reimport'> {
  return { errorType, appliesTo, cause, fix, rowOutcome }
}

const IMPORT_RESOURCES = {
  get_import: {
    name: 'import',
    uri: 'hubspot-import://imports/{importId}',
    title: 'An import',
    description: 'State, counters and progress of one import, by importId.',
  },
  get_import_errors: {
    name: 'import-errors',
    uri: 'hubspot-import://imports/{importId}/errors',
    title: 'Errors of an import',
    description: 'Its errors, grouped, with examples and fixes.',
  },
} as const

interface ToolResourceDeps extends CallerDeps {
  tools: readonly Tool[]
}

/** A resource that is a tool's result; absent when the tool is not listed. */
function registerToolResource(
  server: McpServer,
  toolName: keyof typeof IMPORT_RESOURCES,
  deps: ToolResourceDeps,
): void {
  const tool = deps.tools.find(({ name }) => name === toolName)
  if (tool === undefined) return
  const { name, uri: template, title, description } = IMPORT_RESOURCES[toolName]
  server.registerResource(
    name,
    new ResourceTemplate(template, {
      list: undefined,
      complete: { importId: complete('importIds', deps) },
    }),
    { title, description, ...JSON_TYPE },
    (uri, { importId }, ctx) => guarded(uri, deps.late, () => readTool(tool, importId, { ...deps, ctx })),
  )
}

function readTool(tool: Tool, importId: unknown, { ctx, ...deps }: ToolResourceDeps & { ctx: ServerContext }) {
  const call = { signal: ctx.mcpReq.signal, report: () => undefined, answer: () => 'none' as const }
  return asCall(deps, async (context) => {
    const { structured, whole = structured } = await tool.call({ importId }, { ...context, ...call })
    return { ...(structured.untrusted !== undefined && { untrusted: structured.untrusted }), ...whole }
  })
}

async function guarded(uri: URL, late: LateContext, read: () => Promise<unknown>): Promise<ReadResourceResult> {
  return jsonResource(
    uri,
    await read().catch((error: unknown) => {
      throw protocolError(error, late, uri.href)
    }),
  )
}

function jsonResource(uri: URL, data: unknown): ReadResourceResult {
  return { contents: [{ uri: uri.href, ...JSON_TYPE, text: JSON.stringify(data) }] }
}
