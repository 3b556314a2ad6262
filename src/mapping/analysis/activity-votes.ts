import type { Role } from '../concepts/concept.ts'
import { readHeader } from '../header/read-header.ts'
import type { ColumnProfile } from '../values/column-profile.ts'

const ACTIVITIES: readonly Role[] = ['call', 'meeting', 'note', 'task']
const MAX_KINDS = 12
const MOSTLY = 0.8
const VOTE = 4

/** A column "Type" of "Appel", "Réunion": what its values call the rows, in the words that headers have for them. */
export function activityVotes({ values }: ColumnProfile): ReadonlyMap<Role, number> {
  if (values.length === 0 || values.length > MAX_KINDS) return new Map()
  const named = values.map((value) => readHeader(value).entities)
  const count = (role: Role): number => named.filter((entities) => entities.length === 1 && entities[0] === role).length
  const shares = ACTIVITIES.map((role): [Role, number] => [role, count(role) / values.length])
  if (shares.reduce((sum, [, share]) => sum + share, 0) < MOSTLY) return new Map()
  return new Map(shares.filter(([, share]) => share > 0).map(([role, share]) => [role, VOTE * share]))
}
