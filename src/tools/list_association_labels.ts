import { z } from 'zod'
import { label, tellLabel } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

export const listAssociationLabelsTool = defineTool({
  name: 'list_association_labels',
  title: 'List association labels',
  description:
    'Use this to see the labels of associations between two object types: the texts that a column of type FLEXIBLE_ASSOCIATION_LABEL holds. Then call create_association_label if one is missing.',
  effect: 'read',
  toolset: 'labels',
  input: z.strictObject(pairArguments),
  output: z.object({
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    labels: z.array(label).describe('from → to'),
    inverse: z.array(label).describe('to → from'),
  }),
  async run(args, call) {
    const { from, to } = await objectTypePair(args, call)
    const { labels } = (await call.connect()).associations
    const forward = await labels.list(from, to, { signal: call.signal })
    const inverse = from === to ? [] : await labels.list(to, from, { signal: call.signal })
    return {
      fromObjectTypeId: from,
      toObjectTypeId: to,
      labels: forward.map(tellLabel),
      inverse: inverse.map(tellLabel),
    }
  },
  summary: ({ fromObjectTypeId, toObjectTypeId, labels, inverse }) =>
    `${labels.length} association types from ${fromObjectTypeId} to ${toObjectTypeId}, ${inverse.length} the other way.`,
})
