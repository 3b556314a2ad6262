// HubSpot's own client for Node against the built program's sandbox: every call that docs/sandbox.md promises to its users.
//   node test/clients/api-client.mjs      needs npm's registry the first time, for the client and for Node 24, which it asks for
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { install, kept, nodeOf, outputOf } from './programs.mjs'

const CLIENT = '14.0.1'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const node = await nodeOf(24)
const folder = kept(`api-client-${CLIENT}`)
await install(folder, [`@hubspot/api-client@${CLIENT}`])

const sandbox = spawn(process.execPath, [here('../../dist/main.js'), 'sandbox', '--port', '0'])
const closed = once(sandbox, 'close')
try {
  const credentials = await credentialsOf(sandbox)
  const calls = [here('api-client-calls.mjs'), folder, JSON.stringify(credentials)]
  const { code, stdout, stderr } = await outputOf(node, calls)
  console.log(`@hubspot/api-client ${CLIENT}\n${stdout}${stderr}`)
  process.exitCode = code === 0 ? 0 : 1
} finally {
  sandbox.kill('SIGTERM')
  await closed
}

/** As the program prints them: NAME=value. */
async function credentialsOf({ stdout }) {
  let text = ''
  for await (const chunk of stdout) {
    text += String(chunk)
    if (text.includes('Ctrl-C')) break
  }
  return Object.fromEntries([...text.matchAll(/\b(HUBSPOT_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
}
