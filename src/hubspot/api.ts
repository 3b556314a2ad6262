import type { Clock } from '../clock.ts'
import type { UsageError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Answer, AnswerCheck } from './answer.ts'
import type { Connection } from './connection.ts'
import type { Phase } from './network-error.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { HubSpotSettings } from './settings.ts'
import type { Tokens } from './tokens.ts'

/** What calls share. One per client. */
export interface Api {
  settings: HubSpotSettings
  connection: Connection
  tokens: Tokens
  limiter: RateLimiter
  budget: RetryBudget
  check: AnswerCheck
  clock: Clock
  log: Log
}

export type Attempt =
  | { kind: 'answer'; answer: Answer; header: Record<string, string> }
  | { kind: 'problem'; error: UsageError; phase: Phase; passing: boolean }
