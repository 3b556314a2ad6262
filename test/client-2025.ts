import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js'

type Person = () => ElicitResult

/** The client that most programs of 2025 are built on, over stdio; `elicit` is what the person answers. */
export function client2025(command: string, args: readonly string[], elicit?: Person): Promise<Client> {
  return client2025Started({ command, args: [...args] }, elicit)
}

/** The same from an entry of a client's configuration. */
export async function client2025Started(
  server: { command: string; args: string[]; env?: Record<string, string> },
  elicit?: Person,
): Promise<Client> {
  const client = newClient(elicit)
  await client.connect(new StdioClientTransport({ ...server, stderr: 'pipe' }))
  return client
}

/** The same over HTTP, with a session. */
export async function client2025Http(url: string, elicit?: Person): Promise<Client> {
  const client = newClient(elicit)
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return client
}

function newClient(elicit?: Person): Client {
  const capabilities = elicit === undefined ? {} : { elicitation: {} }
  const client = new Client({ name: 'test-2025', version: '1' }, { capabilities })
  if (elicit !== undefined) client.setRequestHandler(ElicitRequestSchema, elicit)
  return client
}
