// Makes dist/hubspot-import-mcp.mcpb, the bundle that desktop programs install by a double click.
// `--folder DIR` only writes the files of the bundle there.
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The makers' own tool; it is run, not installed: the program needs none of its packages. */
const TOOL = '@anthropic-ai/mcpb@2.1.2'
const FILES = {
  'packaging/mcpb/manifest.json': 'manifest.json',
  'dist/main.js': 'dist/main.js',
  'dist/THIRD-PARTY-LICENSES.txt': 'dist/THIRD-PARTY-LICENSES.txt',
  'package.json': 'package.json',
  LICENSE: 'LICENSE',
  'README.md': 'README.md',
}

const root = fileURLToPath(new URL('..', import.meta.url))
const [flag, given] = process.argv.slice(2)

if (flag === '--folder') await gather(given)
else await pack(join(root, 'dist', 'hubspot-import-mcp.mcpb'))

async function pack(bundle) {
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-mcpb-'))
  try {
    await gather(folder)
    mcpb('validate', join(folder, 'manifest.json'))
    mcpb('pack', folder, bundle)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function gather(folder) {
  for (const [from, to] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, to)), { recursive: true })
    await copyFile(join(root, from), join(folder, to))
  }
}

function mcpb(...args) {
  execFileSync('npx', ['--yes', TOOL, ...args], { stdio: 'inherit' })
}
