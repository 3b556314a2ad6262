import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs, { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { connect, textOf } from '../connect.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { outcomeOf } from './start-calls.ts'

const SECRET = 'outside-canary@example.com'
const OUTSIDE = `First Name,Email\nEve,${SECRET}\n`

/** By every way in which a program of Node can open a path. */
const OPENERS = [
  [fs.promises, ['open', 'readFile']],
  [fs, ['open', 'openSync', 'readFile', 'readFileSync']],
] as const

/** Until it is disposed, `begin` runs before each opening of a path that ends so, and what it gives back when that is over. */
function hookOpening(end: string, begin: () => () => void): Disposable {
  const undoing: (() => void)[] = []
  for (const [owner, names] of OPENERS) {
    for (const name of names) {
      const original = Object(Reflect.get(owner, name))
      const hooked = (...args: unknown[]) => {
        if (!String(args[0]).endsWith(end)) return Reflect.apply(original, owner, args)
        const over = begin()
        const [callback] = args.slice(-1)
        const isCalled = typeof callback === 'function'
        const called = (...answer: unknown[]) => {
          over()
          Reflect.apply(Object(callback), undefined, answer)
        }
        const opened = Reflect.apply(original, owner, isCalled ? [...args.slice(0, -1), called] : args)
        if (opened instanceof Promise) return opened.finally(over)
        if (!isCalled) over()
        return opened
      }
      Reflect.set(owner, name, hooked)
      undoing.push(() => Reflect.set(owner, name, original))
    }
  }
  syncBuiltinESMExports()
  const undo = () => {
    for (const step of undoing) step()
    syncBuiltinESMExports()
  }
  return { [Symbol.dispose]: undo }
}

/** Puts a link to what lies outside in the place of a file or folder, and gives back the way to undo it. */
function putLink(place: string, outside: string): () => void {
  renameSync(place, `${place}.parked`)
  symlinkSync(outside, place)
  return () => {
    unlinkSync(place)
    renameSync(`${place}.parked`, place)
  }
}

describe('a table for which a link to a secret lies there when it is opened, and only then', () => {
  test.each([
    ['itself', ''],
    ['its folder', 'way'],
  ])('is refused at each of its openings, from the plan to the upload (%s)', async (_what, way) => {
    const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    await using connection = await connect({ sandbox })
    const { folder } = connection
    const outside = join(dirname(folder), 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'x.csv'), OUTSIDE)
    await mkdir(join(folder, way), { recursive: true })
    const file = join(way, 'x.csv')
    const [place, link] = way === '' ? [join(folder, file), join(outside, 'x.csv')] : [join(folder, way), outside]
    /** What planning and starting say; the link lies there for the opening of this number. */
    const planAndStart = async (swapped: number) => {
      // Another table each time: the same one would not be sent again.
      await writeFile(join(folder, file), `First Name,Email\nAnn,ann${swapped}@example.com\n`)
      let openings = 0
      const begin = () => {
        openings += 1
        return openings === swapped ? putLink(place, link) : () => undefined
      }
      using _hook = hookOpening('x.csv', begin)
      const proposed = await connection.call('propose_mapping', { file })
      const planId = Reflect.get(Object(proposed.structuredContent), 'planId')
      if (planId === undefined) return { openings, last: proposed, told: JSON.stringify(proposed) }
      const started = await connection.call('start_import', { planId, acceptFindings: true })
      return { openings, last: started, told: JSON.stringify([proposed, started]) }
    }
    const { openings, last: started } = await planAndStart(0)
    expect(outcomeOf(started)).toBe('started')
    expect(openings).toBeGreaterThan(1)
    for (let swapped = 1; swapped <= openings; swapped += 1) {
      const { last, told } = await planAndStart(swapped)
      expect(textOf(last), `opening ${swapped} of ${openings}`).toMatch(/^(path_not_allowed|file_changed): /)
      expect(told, `opening ${swapped} of ${openings}`).not.toContain('canary')
    }
    await sandbox.clock.settle()
    expect(sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(1)
    expect(sandbox.store.findByUniqueValue('0-1', 'email', SECRET)).toEqual([])
    await sandbox.close()
  })
})

/**
 * Puts the table and a link to the secret in the same place by turns, as fast as it can, and lets the table lie for some
 * milliseconds from time to time, or nothing would ever be planned and started. The table changes at times.
 */
const SWAPPER = `
const { renameSync, symlinkSync, writeFileSync } = require('node:fs')
const [target, secret, spare] = process.argv.slice(1)
process.once('message', () => process.exit())
let turn = 0
const swap = () => {
  for (let count = 0; count < 50; count += 1) {
    symlinkSync(secret, spare)
    renameSync(spare, target)
    writeFileSync(spare, 'First Name,Email\\nAnn,ann' + Math.floor(turn / 400) + '@example.com\\n')
    renameSync(spare, target)
    turn += 1
  }
  setTimeout(swap, Math.random() * 40)
}
swap()
process.send('ready')
`

async function swapping(target: string, secret: string, spare: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', SWAPPER, target, secret, spare], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  return child
}

/** FAULT_ROUNDS=500 for the whole case: by luck, and at moments that no hook knows. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 0)

test.runIf(ROUNDS > 0)(
  'a file that is swapped for a link to a secret while it is planned and started is sent, or nothing',
  {
    timeout: 30_000 + ROUNDS * 1_000,
  },
  async () => {
    const sandbox = await startSandbox({ rateLimits: NO_RATE_LIMITS })
    await using connection = await connect({ sandbox })
    const { folder } = connection
    const secret = join(dirname(folder), 'secret.csv')
    await writeFile(secret, OUTSIDE)
    const child = await swapping(join(folder, 'x.csv'), secret, join(dirname(folder), 'spare'))
    const answers: string[] = []
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const proposed = await connection.call('propose_mapping', { file: 'x.csv' })
        answers.push(JSON.stringify(proposed))
        const planId = Reflect.get(Object(proposed.structuredContent), 'planId')
        if (planId === undefined) continue
        answers.push(JSON.stringify(await connection.call('start_import', { planId, acceptFindings: true })))
      }
    } finally {
      child.send('stop')
      await once(child, 'close')
    }
    await sandbox.clock.settle()
    expect(answers.join('\n')).not.toContain('canary')
    expect(sandbox.store.findByUniqueValue('0-1', 'email', SECRET)).toEqual([])
    const codes = answers.flatMap((answer) => /"text":"([a-z_]+): /.exec(answer)?.[1] ?? [])
    expect(codes.filter((code) => !/^(path_not_allowed|file_not_found|file_changed)$/.test(code))).toEqual([])
    expect(codes).toContain('path_not_allowed')
    await sandbox.close()
  },
)
