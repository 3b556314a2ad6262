import { UsageError } from '../errors.ts'

/** For what comes before a write: whatever fails there has changed nothing. What fails later says so itself. */
export function sayNotStarted(error: unknown): never {
  throw error instanceof UsageError && error.outcome === undefined ? error.withOutcome('not_started') : error
}

/**
 * What is there after a write. That it cannot be read says nothing about the write, whose traces nobody has seen then:
 * `unknown`. `reader` is the tool that reads the same.
 * @throws UsageError with the code of the read
 */
export async function readBack<T>(read: () => Promise<T>, reader: string): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw error.toldAs({
      message: `The change was sent, but what is there now cannot be read. ${error.message}`,
      fix: `Call ${reader} to see what is there before you call this again.`,
      outcome: 'unknown',
    })
  }
}
