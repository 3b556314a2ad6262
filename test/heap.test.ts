import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { rarelyCompiled } from '../src/heap.ts'

test.each([
  ['11.3.244.8-node.38', /^--interrupt-budget=/],
  ['12.4.254.21-node.57', /^--invocation-count-for-turbofan=/],
  ['14.1.146.11-node.25', /^--invocation-count-for-turbofan=/],
])('rarelyCompiled() names what V8 %s has', (version, flag) => {
  expect(rarelyCompiled(version)).toMatch(flag)
})

test('this Node takes the flags for long runs without a word', async () => {
  const flags = ['--heap-growing-percent=25', rarelyCompiled(process.versions.v8)]
  const program = flags.map((flag) => `require('node:v8').setFlagsFromString('${flag}')`).join(';')
  expect(await promisify(execFile)(process.execPath, ['-e', program])).toEqual({ stdout: '', stderr: '' })
})
