import type { State } from './state.ts'

/** Changes what is shown, without any tool. */
export type Update = (change: Partial<State>) => void
