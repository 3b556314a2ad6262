import type { CallerDeps } from './as-call.ts'

type Completions = typeof import('./completions.ts')

/** What is offered for the beginning of an argument. The lists it is taken from are loaded when something is completed. */
export function complete(what: keyof Completions, deps: CallerDeps): (start: string) => Promise<string[]> {
  return async (start) => (await import('./completions.ts'))[what](start, deps)
}
