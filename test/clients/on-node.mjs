// The built program on other versions of Node, with everything it does: the demo is a client of 2026 that imports a file
// into the sandbox and checks what arrived.
//   node test/clients/on-node.mjs [20] [22] [24]
import { fileURLToPath } from 'node:url'
import { nodeOf, outputOf } from './programs.mjs'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const asked = process.argv.slice(2)
for (const major of asked.length === 0 ? ['20', '22', '24'] : asked) {
  const node = await nodeOf(major)
  const { stdout: version } = await outputOf(node, ['--version'])
  const { code, stdout, stderr } = await outputOf(node, [program, 'demo'])
  console.log(`Node ${version.trim()}: ${code === 0 ? 'the demo ended well' : `the demo ended with ${code}`}`)
  if (code === 0) continue
  console.error(`${stdout}\n${stderr}`)
  process.exitCode = 1
}
