import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../scripts/generate.mjs', import.meta.url))

test('docs, mcp.json, README tables and the tool surface are those of the code', async () => {
  const run = promisify(execFile)(process.execPath, [script, '--check'])
  await expect(run.catch((error: { stderr: string }) => Promise.reject(new Error(error.stderr)))).resolves.toBeDefined()
})
