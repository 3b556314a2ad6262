import { PATHS } from '../paths.ts'
import { ok, type Route } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { propertyScopes } from '../scopes.ts'
import { typeIdOf } from './association-labels.ts'

/** Pipelines and stages are the options of these two properties. */
const PIPELINE_PROPERTIES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['0-3', ['pipeline', 'dealstage']],
  ['0-5', ['hs_pipeline', 'hs_pipeline_stage']],
])

export function pipelineRoutes({ properties }: SandboxParts): Route[] {
  const optionsOf = (objectTypeId: string, name: string | undefined) =>
    name === undefined ? [] : (properties.find(objectTypeId, name)?.options ?? [])
  return [
    {
      method: 'GET',
      paths: PATHS.pipelines('/{objectType}'),
      scopes: ({ params }) => propertyScopes(params.objectType ?? '', 'read'),
      answer: ({ params }) => {
        const objectTypeId = typeIdOf(params.objectType ?? '')
        const [pipeline, stage] = PIPELINE_PROPERTIES.get(objectTypeId) ?? []
        const stages = optionsOf(objectTypeId, stage).map(entryOf)
        return ok({
          results: optionsOf(objectTypeId, pipeline).map((one, index) => ({ ...entryOf(one, index), stages })),
        })
      },
    },
  ]
}

const entryOf = ({ label, value }: { label: string; value: string }, displayOrder: number) => ({
  id: value,
  label,
  displayOrder,
  archived: false,
  createdAt: '2025-01-02T00:00:00.000Z',
  updatedAt: '2025-01-02T00:00:00.000Z',
})
