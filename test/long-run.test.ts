import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { rarelyCompiled } from '../src/long-run.ts'

const run = promisify(execFile)

test('this Node takes the flags for long runs without a word', async () => {
  const flags = ['--heap-growing-percent=25', '--semi-space-growth-factor=1', rarelyCompiled(process.versions.v8)]
  const program = flags.map((flag) => `require('node:v8').setFlagsFromString('${flag}')`).join(';')
  expect(await run(process.execPath, ['-e', program])).toEqual({ stdout: '', stderr: '' })
})

test('the space for new objects stays small where it is kept small, also when many of them live for long', async () => {
  const { code } = await transform(await readFile(new URL('../src/long-run.ts', import.meta.url), 'utf8'), {
    loader: 'ts',
  })
  const largest = async (prepare: string) => {
    const { stdout, stderr } = await run(process.execPath, [
      '--input-type=module',
      '-e',
      `${code}\n${prepare}\n${WORK}`,
    ])
    expect(stderr).toBe('')
    return Number(stdout) / 1024 / 1024
  }
  expect(await largest('')).toBeGreaterThan(20)
  expect(await largest('keepNewSpaceSmall()')).toBeLessThan(18)
})

/** Makes objects of which many are alive at each collection, in pieces as a server does, and prints how large the space became. */
const WORK = `
  let most = 0
  let alive
  for (let round = 0; round < 100; round += 1) {
    alive = Array.from({ length: 50_000 }, (_, i) => ({ i }))
    most = Math.max(most, newSpaceBytes())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  console.log(most)
`
