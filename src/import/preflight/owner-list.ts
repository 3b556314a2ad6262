import type { OwnerName } from '../definitions.ts'

export type OwnerFault = 'COULD_NOT_FIND_OWNER' | 'MULTIPLE_OWNERS_FOUND'

/** The ids of the owners whom a text names: by id, e-mail address, or first and last name, without regard to case. */
export function ownerReader(owners: readonly OwnerName[]): (text: string) => readonly string[] {
  const found = new Map<string, string[]>()
  for (const owner of owners) {
    for (const text of new Set([owner.id, owner.email, `${owner.firstName} ${owner.lastName}`].map(simplified))) {
      if (text !== '') found.set(text, [...(found.get(text) ?? []), owner.id])
    }
  }
  return (text) => found.get(simplified(text)) ?? []
}

export function ownerCheck(owners: readonly OwnerName[]): (text: string) => OwnerFault | null {
  const read = ownerReader(owners)
  return (text) => {
    const { length } = read(text)
    if (length === 0) return 'COULD_NOT_FIND_OWNER'
    return length > 1 ? 'MULTIPLE_OWNERS_FOUND' : null
  }
}

const simplified = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
