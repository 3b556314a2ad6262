import { UsageError } from '../errors.ts'

/**
 * Does a write; when its outcome is unknown, looks whether it was done. What `look` finds is the answer; undefined
 * means that it cannot be seen, and the first error stands: the write may still arrive.
 */
export async function afterLostAnswer<T>(write: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isLost(error)) throw error
    // A look that fails shows nothing either.
    const found = await look().catch(() => undefined)
    if (found === undefined) throw error
    return found
  }
}

/** A call that its caller cancelled is not looked after. */
export const isLost = (error: unknown): error is UsageError =>
  error instanceof UsageError && error.outcome === 'unknown' && error.code !== 'cancelled'
