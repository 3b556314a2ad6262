import { z } from 'zod'
import { LARGEST_PAGE } from '../hubspot/pages.ts'
import type { StartedPart } from '../import/error-place.ts'
import { countErrors, type ErrorsRead } from '../import/import-errors.ts'
import type { ToolCall } from './tool.ts'

/** Two thousand calls of HubSpot, some minutes. */
const DEFAULT_MAX = 200_000

export const maxErrors = z.coerce
  .number()
  .int()
  .min(LARGEST_PAGE)
  .max(10_000_000)
  .default(DEFAULT_MAX)
  .describe('Errors to read at most')

export const reportErrors =
  ({ report }: ToolCall) =>
  (read: number, total: number): void =>
    report({
      progress: read,
      total,
      message: `Read ${read.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} errors`,
    })

/** What the client asks of HubSpot in a minute without going near its limits. */
const CALLS_A_MINUTE = 500

/** What was not read, why, and how to get it; '' where everything was. */
export function tellRest({ read, complete, next, error }: ErrorsRead, parts: readonly StartedPart[]): string {
  if (complete) return ''
  const all = Math.max(countErrors(parts), read + 1)
  const only = `Only the first ${read.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} errors were read`
  if (error !== undefined)
    return `${only}: ${error.message} ${next === undefined ? '' : 'Call again later to read all. '}`
  const calls = Math.ceil(all / LARGEST_PAGE)
  const minutes = Math.ceil(calls / CALLS_A_MINUTE)
  return `${only}; call again with maxErrors: ${calls * LARGEST_PAGE} to read all (${calls.toLocaleString('en-US')} requests, about ${minutes} min). `
}
