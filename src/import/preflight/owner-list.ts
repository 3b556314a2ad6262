import type { OwnerName } from '../definitions.ts'

export type OwnerFault = 'COULD_NOT_FIND_OWNER' | 'MULTIPLE_OWNERS_FOUND'

/** Finds owners by id, e-mail address, or first and last name, without regard to case. */
export function ownerCheck(owners: readonly OwnerName[]): (text: string) => OwnerFault | null {
  const found = new Map<string, number>()
  for (const owner of owners) {
    for (const text of new Set([owner.id, owner.email, `${owner.firstName} ${owner.lastName}`].map(simplified))) {
      if (text !== '') found.set(text, (found.get(text) ?? 0) + 1)
    }
  }
  return (text) => {
    const count = found.get(simplified(text))
    if (count === undefined) return 'COULD_NOT_FIND_OWNER'
    return count > 1 ? 'MULTIPLE_OWNERS_FOUND' : null
  }
}

const simplified = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
