import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { withFolder } from './with-folder.ts'

const run = promisify(execFile)

/* Figures of so little mean nothing: what is shown is that each benchmark still measures the program as it is now. */
test.each([
  ['preflight', ['--rows', '2000', '--rounds', '1'], /^ours on bytes +\d/m],
  ['upload', ['--bytes', '1048576', '--rounds', '1', '--plain'], /^ours +\d/m],
  ['server', ['--only', 'start', '--runs', '1'], /^ +dist\/main\.js +\d/m],
  ['server', ['--soak', '0.02', '--warm-up', '0.01', '--transport', 'stdio'], /pieces of work; exit code 0$/m],
])(
  'the benchmark %s runs with %j',
  async (name, args, figure) => {
    await using folder = await withFolder()
    const script = fileURLToPath(new URL(`../bench/${name}.mjs`, import.meta.url))
    const { stdout } = await run(process.execPath, [script, ...args], { env: { ...process.env, TMPDIR: folder.path } })
    expect(stdout).toMatch(figure)
  },
  60_000,
)
