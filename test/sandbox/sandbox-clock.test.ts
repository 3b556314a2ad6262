import { describe, expect, test } from 'vitest'
import { manualClock, realClock } from '../../src/sandbox/sandbox-clock.ts'

describe('manualClock()', () => {
  test('does what is due in the order of time, with the time it was due', async () => {
    const clock = manualClock(1000)
    const seen: [string, number][] = []
    const note = (name: string) => () => {
      seen.push([name, clock.now()])
    }
    clock.after(300, note('c'))
    clock.after(100, note('a'))
    clock.after(200, note('b'))
    await clock.advance(250)
    expect([seen, clock.now()]).toEqual([
      [
        ['a', 1100],
        ['b', 1200],
      ],
      1250,
    ])
    await clock.settle()
    expect(seen.at(-1)).toEqual(['c', 1300])
  })

  test('waits in advance() for work that is not done, and not for work that sleeps', async () => {
    const clock = manualClock(0)
    const seen: string[] = []
    clock.after(10, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      seen.push(`begun ${clock.now()}`)
      await clock.sleep(100)
      seen.push(`woken ${clock.now()}`)
    })
    await clock.advance(20)
    expect(seen).toEqual(['begun 10'])
    await clock.advance(90)
    expect(seen).toEqual(['begun 10', 'woken 110'])
  })

  test('does nothing that was called off', async () => {
    const clock = manualClock(0)
    const seen: number[] = []
    const callOff = clock.after(10, () => {
      seen.push(1)
    })
    callOff()
    await clock.settle()
    expect([seen, clock.now()]).toEqual([[], 0])
  })

  test('ends sleeps with stop()', async () => {
    const clock = manualClock(0)
    const ended = new Promise<string>((resolve) => clock.after(0, () => clock.sleep(1e9).then(() => resolve('ended'))))
    await clock.advance(1)
    clock.stop()
    expect(await ended).toBe('ended')
  })
})

describe('realClock()', () => {
  test('settles when everything has happened, later work included', async () => {
    const clock = realClock()
    const seen: string[] = []
    clock.after(5, async () => {
      await clock.sleep(5)
      seen.push('first')
      clock.after(5, () => {
        seen.push('second')
      })
    })
    await clock.settle()
    expect(seen).toEqual(['first', 'second'])
  })

  test('calls off what waits with stop(), and ends sleeps', async () => {
    const clock = realClock()
    const seen: string[] = []
    clock.after(20, () => {
      seen.push('late')
    })
    const sleep = clock.sleep(1e6)
    clock.stop()
    await sleep
    await clock.settle()
    await clock.advance(30)
    expect(seen).toEqual([])
  })
})
