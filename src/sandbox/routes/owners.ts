import { OWNERS } from '../owners.ts'
import { limitOf, pagingOf } from '../paging.ts'
import { PATHS } from '../paths.ts'
import { notFound } from '../refusal.ts'
import { type Answer, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { OWNER_SCOPES } from '../scopes.ts'
import type { Owner } from '../store.ts'

export function ownerRoutes({ url }: SandboxParts): Route[] {
  return [
    { method: 'GET', paths: PATHS.owners(), scopes: OWNER_SCOPES, answer: (request) => listOwners(request, url()) },
    {
      method: 'GET',
      paths: PATHS.owners('/{ownerId}'),
      scopes: OWNER_SCOPES,
      answer: ({ params }) => {
        const found = OWNERS.find((owner) => owner.id === params.ownerId)
        if (found === undefined) throw notFound(`No owner exists with the id ${params.ownerId?.slice(0, 50)}`)
        return ok(ownerResponse(found))
      },
    },
  ]
}

function listOwners(request: SandboxRequest, url: string): Answer {
  const limit = limitOf(request.query, 100, 500)
  const email = request.query.get('email')?.toLowerCase()
  const archived = request.query.get('archived') === 'true'
  const after = request.query.get('after') ?? ''
  const fitting = OWNERS.filter((owner) => !archived && (email === undefined || owner.email === email))
  const rest = fitting.filter((owner) => owner.id > after)
  const results = rest.slice(0, limit)
  const next = rest.length > limit ? results.at(-1)?.id : undefined
  return ok({ results: results.map(ownerResponse), ...pagingOf(request, url, next) })
}

const ownerResponse = (owner: Owner) => ({
  id: owner.id,
  email: owner.email,
  type: 'PERSON',
  firstName: owner.firstName,
  lastName: owner.lastName,
  userId: Number(owner.id) - 30_000_000,
  userIdIncludingInactive: Number(owner.id) - 30_000_000,
  createdAt: '2025-01-02T00:00:00.000Z',
  updatedAt: '2025-01-02T00:00:00.000Z',
  archived: false,
})
