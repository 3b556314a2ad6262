import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { follow } from '../../src/hubspot/abort.ts'

test('a follower fires with its signal, for the same reason, also when that fired before', () => {
  const closing = new AbortController()
  const { signal } = follow(closing.signal)
  expect(signal.aborted).toBe(false)
  closing.abort('closed')
  expect(signal.reason).toBe('closed')
  expect(follow(closing.signal).signal.reason).toBe('closed')
})

test('a follower that left hears nothing, and nothing of it stays at the signal', () => {
  const closing = new AbortController()
  const follower = follow(closing.signal)
  follower.leave()
  expect(getEventListeners(closing.signal, 'abort')).toEqual([])
  closing.abort()
  expect(follower.signal.aborted).toBe(false)
})
