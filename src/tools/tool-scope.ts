import type { Scope } from '../principal.ts'
import type { Tool } from './tool.ts'

/** The one scope that a principal needs to see and call a tool. */
export function scopeOfTool({ effect, toolset, plans }: Pick<Tool, 'effect' | 'toolset' | 'plans'>): Scope {
  if (effect === 'read') return plans ? 'imports:plan' : 'imports:read'
  return toolset === 'imports' ? 'imports:write' : 'schema:write'
}
