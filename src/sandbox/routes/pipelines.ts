import { PATHS } from '../paths.ts'
import { notFound } from '../refusal.ts'
import { ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { propertyScopes } from '../scopes.ts'
import { typeIdOf } from './association-labels.ts'

/** Pipelines and stages are the options of these two properties. */
const PIPELINE_PROPERTIES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['0-3', ['pipeline', 'dealstage']],
  ['0-5', ['hs_pipeline', 'hs_pipeline_stage']],
])

export function pipelineRoutes({ properties }: Pick<SandboxParts, 'properties'>): Route[] {
  const optionsOf = (objectTypeId: string, name: string | undefined) =>
    name === undefined ? [] : (properties.find(objectTypeId, name)?.options ?? [])
  const pipelinesOf = ({ params }: SandboxRequest) => {
    const objectTypeId = typeIdOf(params.objectType ?? '')
    const [pipeline, stage] = PIPELINE_PROPERTIES.get(objectTypeId) ?? []
    const stages = optionsOf(objectTypeId, stage).map(entryOf)
    return optionsOf(objectTypeId, pipeline).map((one, index) => ({ ...entryOf(one, index), stages }))
  }
  const pipelineOf = (request: SandboxRequest) => mustFind(pipelinesOf(request), request.params.pipelineId)
  const get = (rest: string, tell: (request: SandboxRequest) => unknown): Route => ({
    method: 'GET',
    paths: PATHS.pipelines(`/{objectType}${rest}`),
    scopes: ({ params }) => propertyScopes(params.objectType ?? '', 'read'),
    answer: (request) => ok(tell(request)),
  })
  return [
    get('', (request) => ({ results: pipelinesOf(request) })),
    get('/{pipelineId}', pipelineOf),
    get('/{pipelineId}/stages', (request) => ({ results: pipelineOf(request).stages })),
    get('/{pipelineId}/stages/{stageId}', (request) => mustFind(pipelineOf(request).stages, request.params.stageId)),
  ]
}

function mustFind<T extends { id: string }>(all: readonly T[], id = ''): T {
  const found = all.find((one) => one.id === id)
  if (found === undefined) throw notFound(`Could not find ${id.slice(0, 100)}`)
  return found
}

const entryOf = ({ label, value }: { label: string; value: string }, displayOrder: number) => ({
  id: value,
  label,
  displayOrder,
  archived: false,
  createdAt: '2025-01-02T00:00:00.000Z',
  updatedAt: '2025-01-02T00:00:00.000Z',
})
