import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { rarelyCompiled } from '../src/long-run.ts'

test('this Node takes the flags for long runs without a word', async () => {
  const flags = ['--heap-growing-percent=25', rarelyCompiled(process.versions.v8)]
  const program = flags.map((flag) => `require('node:v8').setFlagsFromString('${flag}')`).join(';')
  expect(await promisify(execFile)(process.execPath, ['-e', program])).toEqual({ stdout: '', stderr: '' })
})
