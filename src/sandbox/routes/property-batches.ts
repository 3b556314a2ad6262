import { z } from 'zod'
import { PATHS } from '../paths.ts'
import { readJson } from '../read-json.ts'
import { type Answer, noContent, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { typeIdOf } from './association-labels.ts'
import { batchAnswer } from './object-batches.ts'
import { addProperty, archiveProperty, newProperty, readingProperties, writingProperties } from './properties.ts'

const names = z.array(z.looseObject({ name: z.string() })).max(100)

export function propertyBatchRoutes(parts: Pick<SandboxParts, 'properties' | 'propertyGroups' | 'now'>): Route[] {
  const path = (name: string) => PATHS.properties(`/{objectType}/batch/${name}`)
  return [
    {
      method: 'POST',
      paths: path('create'),
      scopes: writingProperties,
      answer: async (request) => {
        const { inputs } = await readJson(request, z.looseObject({ inputs: z.array(newProperty).max(100) }))
        const startedAt = parts.now()
        const results = inputs.map((input) => addProperty(objectTypeOf(request), input, parts))
        return batchAnswer(results, { startedAt, parts, status: 201 })
      },
    },
    {
      method: 'POST',
      paths: path('read'),
      scopes: readingProperties,
      answer: (request) => readBatch(request, parts),
    },
    {
      method: 'POST',
      paths: path('archive'),
      scopes: writingProperties,
      // 204 whatever there was before: active, archived or nothing (HubSpot's reference).
      answer: async (request) => {
        const { inputs } = await readJson(request, z.looseObject({ inputs: names }))
        for (const { name } of inputs) archiveProperty(typeIdOf(objectTypeOf(request)), name, parts)
        return noContent
      },
    },
  ]
}

const objectTypeOf = ({ params }: SandboxRequest): string => params.objectType ?? ''

async function readBatch(request: SandboxRequest, parts: Pick<SandboxParts, 'properties' | 'now'>): Promise<Answer> {
  const wanted = z.looseObject({ archived: z.boolean().default(false), inputs: names })
  const { archived, inputs } = await readJson(request, wanted)
  const startedAt = parts.now()
  const objectTypeId = typeIdOf(objectTypeOf(request))
  const all = archived ? parts.properties.archived(objectTypeId) : parts.properties.list(objectTypeId)
  const found = inputs.map(({ name }) => ({ name, property: all.find((one) => one.name === name) }))
  const missing = found.filter(({ property }) => property === undefined).map(({ name }) => name)
  const error = {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: 'Some properties do not exist.',
    context: { name: missing },
  }
  const results = found.flatMap(({ property }) => property ?? [])
  return batchAnswer(results, { startedAt, parts, errors: missing.length === 0 ? [] : [error] })
}
