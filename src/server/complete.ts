import type { CallerDeps } from './as-call.ts'

type Completions = typeof import('./completions.ts')

/** No name that is offered is as long; a beginning of 4 MiB would be compared with each of them. */
const LONGEST = 1000

/** What is offered for the beginning of an argument. The lists it is taken from are loaded when something is completed. */
export function complete(what: keyof Completions, deps: CallerDeps): (start: string) => Promise<string[]> {
  return async (start) => (start.length > LONGEST ? [] : (await import('./completions.ts'))[what](start, deps))
}
