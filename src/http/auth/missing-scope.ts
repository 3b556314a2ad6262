import { z } from 'zod'
import type { Scope } from '../../principal.ts'

const toolCall = z.looseObject({ method: z.literal('tools/call'), params: z.looseObject({ name: z.string() }) })

/** The first tool that a message calls without the scope it needs. A session is asked with every message, not once. */
export function missingScope(
  body: unknown,
  has: readonly Scope[],
  needed: ReadonlyMap<string, Scope>,
): { tool: string; scope: Scope } | undefined {
  for (const message of Array.isArray(body) ? body : [body]) {
    const tool = toolCall.safeParse(message).data?.params.name ?? ''
    const scope = needed.get(tool)
    if (scope !== undefined && !has.includes(scope)) return { tool, scope }
  }
  return undefined
}
