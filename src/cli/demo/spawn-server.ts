import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import manifest from '../../../package.json' with { type: 'json' }
import type { Io } from '../io.ts'
import type { WorkingCopy } from './working-copy.ts'

export interface Answer {
  /** What a model reads. */
  text: string
  structured: unknown
  isError: boolean
}

/** This program, started again as a server, with a real client at its other end. */
export interface SpawnedServer {
  call(tool: string, args: Record<string, unknown>, onProgress: (message: string) => void): Promise<Answer>
  tools(): Promise<string[]>
  /** The end of what the server wrote on stderr. */
  log(): string
  close(): Promise<void>
}

const MOST_LOG = 4000

/** Everything it may read and write is in the working copy. It gets no credentials: its environment is the bare one. */
export async function spawnServer(io: Io, { folder, stateDir }: WorkingCopy): Promise<SpawnedServer> {
  const { execPath: command, script, signal } = io
  const args = [script, '--sandbox', '--allow-dir', folder, '--state-dir', stateDir]
  const transport = new StdioClientTransport({ command, args, cwd: folder, stderr: 'pipe' })
  let log = ''
  transport.stderr?.on('data', (chunk) => {
    log = (log + String(chunk)).slice(-MOST_LOG)
  })
  const client = new Client(
    { name: `${manifest.name}-demo`, version: manifest.version },
    { capabilities: {}, versionNegotiation: { mode: { pin: PROTOCOL } } },
  )
  await client.connect(transport, { signal })
  return {
    async call(name, given, onProgress) {
      const onprogress = ({ message }: { message?: string }) => onProgress(message ?? '')
      const result = await client.callTool({ name, arguments: given }, { signal, onprogress })
      const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
      return {
        text,
        structured: result._meta?.['hubspot-import-mcp/whole'] ?? result.structuredContent,
        isError: result.isError === true,
      }
    },
    tools: async () => (await client.listTools({}, { signal })).tools.map(({ name }) => name),
    log: () => log,
    close: () => client.close(),
  }
}

const PROTOCOL = '2026-07-28'
