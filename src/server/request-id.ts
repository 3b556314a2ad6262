import { randomBytes } from 'node:crypto'

let ofProcess: string | undefined
let given = 0

/** Unique among all processes that write to one log. */
export function nextRequestId(): string {
  ofProcess ??= randomBytes(5).toString('hex')
  given += 1
  return `${ofProcess}-${given}`
}
