import { z } from 'zod'
import type { Scope } from '../../principal.ts'
import { OPEN_RESOURCE } from '../../server/resources.ts'

const toolCall = z.looseObject({ method: z.literal('tools/call'), params: z.looseObject({ name: z.string() }) })

/** Reading a resource of the account, or completing the id of one. */
const resourceUse = z.union([
  z.looseObject({
    method: z.literal('resources/read'),
    params: z.looseObject({ uri: z.string().refine((uri) => uri !== OPEN_RESOURCE) }),
  }),
  z.looseObject({
    method: z.literal('completion/complete'),
    params: z.looseObject({ ref: z.looseObject({ type: z.literal('ref/resource') }) }),
  }),
])

export interface MissingScope {
  /** What needs it, as the begin of a sentence. */
  what: string
  scope: Scope
}

/** What in a message needs a scope the caller does not have. A session is asked with every message, not once. */
export function missingScope(
  message: unknown,
  has: readonly Scope[],
  needed: ReadonlyMap<string, Scope>,
): MissingScope | undefined {
  const need = needOf(message, needed)
  return need === undefined || has.includes(need.scope) ? undefined : need
}

function needOf(message: unknown, needed: ReadonlyMap<string, Scope>): MissingScope | undefined {
  if (resourceUse.safeParse(message).success) return { what: 'Reading resources', scope: 'imports:read' }
  const tool = toolCall.safeParse(message).data?.params.name ?? ''
  const scope = needed.get(tool)
  return scope && { what: tool, scope }
}
