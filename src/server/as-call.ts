import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { Context, LateContext } from '../context.ts'
import { UsageError } from '../errors.ts'
import type { Limits } from './limits.ts'
import { describeError, ownPathsOf } from './results.ts'

/** Who asks for something that is no tool: a resource, or a completion. */
export interface CallerDeps {
  late: LateContext
  limits: Limits | undefined
}

/** What is in the account is for callers with this scope only. */
export const mayRead = ({ principal }: Pick<Context, 'principal'>): boolean =>
  principal?.scopes.includes('imports:read') !== false

/** Whatever asks HubSpot is a call of its principal. */
export async function asCall<T>({ late, limits }: CallerDeps, work: (context: Context) => Promise<T>): Promise<T> {
  const leave = limits?.enter(late.principal, 'read')
  try {
    return await work(await late.open())
  } finally {
    leave?.()
  }
}

/** Errors of what is no tool are protocol errors: they get the same text as those of tools. */
export function protocolError(
  error: unknown,
  { log, config }: Pick<Context, 'log' | 'config'>,
  place: string,
): ProtocolError {
  const code = error instanceof UsageError ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
  return new ProtocolError(code, describeError(error, { log, place, effect: 'read', ownPaths: ownPathsOf(config) }))
}
