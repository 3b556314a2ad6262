import { type Fields, fields, text } from './read.ts'

/** Version of the MCP Apps protocol between a page and its host. */
const PROTOCOL_VERSION = '2026-01-26'

/** Of the program; put in when the page is built. */
declare const VERSION: string

export interface ToolAnswer {
  /** The text that the model reads, too. */
  text: string
  structured: Fields | null
  isError: boolean
  isSandbox: boolean
}

interface HostEvents {
  input(args: Fields): void
  result(answer: ToolAnswer): void
  cancelled(reason: string): void
  /** Only what changed. */
  context(context: Fields): void
  /** The page is about to be removed. */
  teardown(): void
}

/** The chat program around this page. */
export interface Host {
  capabilities: Fields
  context: Fields
  /** @throws Error when the host or the server refuses the call itself */
  callTool(name: string, args: Record<string, unknown>): Promise<ToolAnswer>
  request(method: string, params: Record<string, unknown>): Promise<Fields>
  notify(method: string, params: Record<string, unknown>): void
}

interface Waiting {
  resolve(result: Fields): void
  reject(error: Error): void
}

/** JSON-RPC over postMessage, with the window that holds this page and no other. */
export async function connectHost(events: HostEvents, window: Window & typeof globalThis): Promise<Host> {
  const { parent } = window
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  const send = (message: Record<string, unknown>) => parent.postMessage({ jsonrpc: '2.0', ...message }, '*')
  const request: Host['request'] = (method, params) =>
    new Promise((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      send({ id: lastId, method, params })
    })
  window.addEventListener('message', ({ source, data }) => {
    if (source !== parent) return
    const message = fields(data)
    if (typeof message.method !== 'string') return settle(message, waiting)
    tell(message.method, fields(message.params), events)
    if (message.id !== undefined) send({ id: message.id, ...answerTo(message.method) })
  })
  const { hostCapabilities, hostContext } = await request('ui/initialize', {
    appInfo: { name: 'hubspot-import-mcp', version: VERSION },
    appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
    protocolVersion: PROTOCOL_VERSION,
  })
  const notify: Host['notify'] = (method, params) => send({ method, params })
  notify('ui/notifications/initialized', {})
  return {
    capabilities: fields(hostCapabilities),
    context: fields(hostContext),
    callTool: async (name, args) => toolAnswer(await request('tools/call', { name, arguments: args })),
    request,
    notify,
  }
}

function settle({ id, result, error }: Fields, waiting: Map<number, Waiting>): void {
  if (typeof id !== 'number') return
  const request = waiting.get(id)
  waiting.delete(id)
  if (error === undefined) request?.resolve(fields(result))
  else request?.reject(new Error(text(fields(error).message)))
}

function tell(method: string, params: Fields, events: HostEvents): void {
  if (method === 'ui/notifications/tool-input') events.input(fields(params.arguments))
  if (method === 'ui/notifications/tool-result') events.result(toolAnswer(params))
  if (method === 'ui/notifications/tool-cancelled') events.cancelled(text(params.reason))
  if (method === 'ui/notifications/host-context-changed') events.context(params)
  if (method === 'ui/resource-teardown') events.teardown()
}

const ANSWERED = ['ping', 'ui/resource-teardown']

const answerTo = (method: string): Record<string, unknown> =>
  ANSWERED.includes(method) ? { result: {} } : { error: { code: -32_601, message: `Method not found: ${method}` } }

function toolAnswer({ content, structuredContent, isError, _meta }: Fields): ToolAnswer {
  const meta = fields(_meta)
  const blocks = Array.isArray(content) ? content.map((block) => text(fields(block).text)) : []
  return {
    text: blocks.filter((block) => block !== '').join('\n'),
    structured: structuredContent === undefined ? null : fields(meta['hubspot-import-mcp/whole'] ?? structuredContent),
    isError: isError === true,
    isSandbox: meta['hubspot-import-mcp/environment'] === 'sandbox',
  }
}
