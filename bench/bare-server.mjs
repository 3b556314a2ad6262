// A server with nothing but the SDK and one tool that needs no network, over stdio or (with a port file) over HTTP; it is
// bundled in the same way as the program, which is measured against it.
export const BARE_SERVER = `
  import { McpServer } from '@modelcontextprotocol/server'
  import * as z from 'zod'

  const factory = () => {
    const server = new McpServer({ name: 'bare', version: '1.0.0' })
    const inputSchema = z.strictObject({ text: z.string() })
    server.registerTool('echo', { description: 'Gives the text back.', inputSchema }, ({ text }) => ({
      content: [{ type: 'text', text }],
    }))
    return server
  }
  if (process.argv.includes('--http')) {
    Promise.all([import('@modelcontextprotocol/server'), import('@modelcontextprotocol/node'), import('node:http')]).then(
      ([{ createMcpHandler }, { toNodeHandler }, { default: http }]) => {
        const handler = toNodeHandler(createMcpHandler(factory))
        const server = http.createServer((req, res) => handler(req, res)).listen(0, '127.0.0.1', () => {
          process.stderr.write(JSON.stringify({ msg: 'listening', url: 'http://127.0.0.1:' + server.address().port + '/mcp' }) + '\\n')
        })
      },
    )
  } else {
    import('@modelcontextprotocol/server/stdio').then(({ serveStdio }) => serveStdio(factory))
  }
`
