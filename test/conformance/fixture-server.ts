// The tools, prompts and resources that the official conformance suite names, behind our own HTTP shell: its guards, its
// route and its sessions are what is tested. Started by run.mjs with a Node that runs TypeScript (24).
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequestStateCodec, McpServer } from '@modelcontextprotocol/server'
import { systemClock } from '../../src/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { openAuthentication } from '../../src/http/auth/open-authentication.ts'
import { createUploadLinks } from '../../src/http/upload-links.ts'
import { createUploads } from '../../src/http/uploads.ts'
import { serveHttp } from '../../src/http.ts'
import { silentLog } from '../../src/log.ts'
import { createLimits } from '../../src/server/limits.ts'
import { registerFixturePrompts } from './fixture-prompts.ts'
import { type Round, type RoundCodec, registerQuestions } from './fixture-questions.ts'
import { registerFixtureResources } from './fixture-resources.ts'
import { registerFixtureTools } from './fixture-tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-conformance-'))
const place = { workingFolder: folder, homeFolder: folder, tempFolder: folder, platform: process.platform }
const config = loadConfig(['--http', '--sandbox', '--port', '0', '--state-dir', folder], {}, place)
const shared = { clock: systemClock, log: silentLog }
const links = createUploadLinks({ key: randomBytes(32), clock: systemClock, address: () => '' })
const uploads = createUploads(folder, {
  maxBytes: config.http.maxUploadBytes,
  clock: systemClock,
  newLink: () => links.create(undefined),
})
const rounds: RoundCodec = createRequestStateCodec<Round>({ key: randomBytes(32) })

const server = await serveHttp(config.http, {
  ...shared,
  servers: fixtureServer,
  authentication: await openAuthentication(config.http, { ...shared, accountNames: new Set() }),
  toolScopes: new Map(),
  limits: createLimits(config.http.limits, systemClock),
  uploadsOf: () => uploads,
  links,
})
process.stderr.write(`${JSON.stringify({ msg: 'listening', url: `${server.url}/mcp` })}\n`)
process.on('SIGTERM', async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
  process.exit(0)
})

function fixtureServer(): McpServer {
  const mcp = new McpServer(
    { name: 'conformance-fixture', version: '1.0.0' },
    {
      requestState: { verify: rounds.verify },
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false, subscribe: true },
        logging: {},
      },
    },
  )
  registerFixtureTools(mcp)
  registerQuestions(mcp, rounds)
  registerFixturePrompts(mcp)
  registerFixtureResources(mcp)
  return mcp
}
