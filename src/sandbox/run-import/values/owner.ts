import type { Owner } from '../../store.ts'
import type { CellCheck, Problem } from './problem.ts'

const NOT_FOUND: Problem = {
  errorType: 'COULD_NOT_FIND_OWNER',
  message: 'The text is not the name, e-mail address or id of a user of this account.',
}

const SEVERAL: Problem = {
  errorType: 'MULTIPLE_OWNERS_FOUND',
  message: 'More than one user of this account has this name.',
}

/** Owners by e-mail address, "first last" or id, whatever the case. Stored as the owner's id. */
export function ownerCheck(owners: readonly Owner[]): CellCheck {
  const idsByText = new Map<string, Set<string>>()
  for (const owner of owners) {
    for (const text of [owner.id, owner.email, `${owner.firstName} ${owner.lastName}`]) {
      const key = simplify(text)
      if (key !== '') idsByText.set(key, (idsByText.get(key) ?? new Set()).add(owner.id))
    }
  }
  return (text) => {
    const [id, other] = idsByText.get(simplify(text)) ?? []
    if (id === undefined) return NOT_FOUND
    return other === undefined ? id : SEVERAL
  }
}

const simplify = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ')
