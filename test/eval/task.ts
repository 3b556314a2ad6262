import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { SandboxClock } from '../../src/sandbox/sandbox-clock.ts'
import type { Agent } from './agent.ts'

/** Where a task happens: one folder of files, one account, which is asked for the end state. */
export interface Stage {
  folder: string
  sandbox: Sandbox
}

export interface Task {
  name: string
  /** What the person says first. */
  words: (stage: Stage) => string
  files?: Readonly<Record<string, string | Uint8Array>>
  /** Made by the task itself, because it is too large for the memory. */
  prepare?: (stage: Stage) => Promise<void>
  /** What another conversation did before; it is not counted. */
  before?: (agent: Agent, stage: Stage) => Promise<void>
  /** Default: those of the account. */
  credentials?: 'none'
  scopes?: readonly string[]
  clock?: () => SandboxClock
  /** The client cannot ask the person. */
  cannotAsk?: true
  /** The tools of the conversation; the test fails when an agent needs more calls. */
  calls: number
  /** Tokens of arguments and answers at most, as text and as structure alike. */
  tokens: number
  /** Calls tools with what it was told, and asks the account for what became of it. */
  run: (agent: Agent, stage: Stage) => Promise<void>
  /** In every run of the tests; the others with `npm run eval`. */
  isAlways?: true
  /** Takes minutes. */
  isLong?: true
}
