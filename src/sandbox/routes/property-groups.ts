import { z } from 'zod'
import { PATHS } from '../paths.ts'
import type { PropertyGroup } from '../property-group-store.ts'
import { readJson } from '../read-json.ts'
import { badRequest, notFound, Refusal } from '../refusal.ts'
import { type Answer, created, noContent, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { typeIdOf } from './association-labels.ts'
import { readingProperties, writingProperties } from './properties.ts'

const newGroup = z.looseObject({ name: z.string(), label: z.string(), displayOrder: z.number().int().default(-1) })
const changes = z.looseObject({ label: z.string().optional(), displayOrder: z.number().int().optional() })

/** Before the routes of single properties: `groups` would be the name of one. */
export function propertyGroupRoutes(parts: Pick<SandboxParts, 'properties' | 'propertyGroups'>): Route[] {
  const { properties, propertyGroups } = parts
  const all = PATHS.properties('/{objectType}/groups')
  const one = PATHS.properties('/{objectType}/groups/{groupName}')
  const groupOf = (request: SandboxRequest) => mustFind(propertyGroups.list(typeOf(request)), request.params.groupName)
  return [
    {
      method: 'GET',
      paths: all,
      scopes: readingProperties,
      answer: (request) => ok({ results: propertyGroups.list(typeOf(request)) }),
    },
    { method: 'POST', paths: all, scopes: writingProperties, answer: (request) => createGroup(request, parts) },
    { method: 'GET', paths: one, scopes: readingProperties, answer: (request) => ok(groupOf(request)) },
    {
      method: 'PATCH',
      paths: one,
      scopes: writingProperties,
      answer: async (request) => {
        const { label, displayOrder } = await readJson(request, changes)
        const group = groupOf(request)
        const changed = { ...group, label: label ?? group.label, displayOrder: displayOrder ?? group.displayOrder }
        propertyGroups.set(typeOf(request), changed)
        return ok(changed)
      },
    },
    {
      method: 'DELETE',
      paths: one,
      scopes: writingProperties,
      answer: (request) => {
        const group = groupOf(request)
        const isUsed = properties.list(typeOf(request)).some(({ groupName }) => groupName === group.name)
        if (isUsed) throw badRequest(`Property group ${group.name} has properties`)
        propertyGroups.set(typeOf(request), { ...group, archived: true })
        return noContent
      },
    },
  ]
}

const typeOf = ({ params }: SandboxRequest): string => typeIdOf(params.objectType ?? '')

function mustFind(groups: readonly PropertyGroup[], name = ''): PropertyGroup {
  const found = groups.find((group) => group.name === name)
  if (found === undefined) throw notFound(`Property group ${name.slice(0, 200)} does not exist`)
  return found
}

async function createGroup(
  request: SandboxRequest,
  { propertyGroups }: Pick<SandboxParts, 'propertyGroups'>,
): Promise<Answer> {
  const { name, label, displayOrder } = await readJson(request, newGroup)
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) throw badRequest(`Property group name ${name.slice(0, 200)} is not valid`)
  if (propertyGroups.list(typeOf(request)).some((group) => group.name === name)) {
    throw new Refusal(409, { message: `Property group named ${name} already exists.`, category: 'CONFLICT' })
  }
  const group = { name, label, displayOrder, archived: false }
  propertyGroups.set(typeOf(request), group)
  return created(group)
}
