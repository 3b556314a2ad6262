import { z } from 'zod'
import { fitting, MOST_CHARACTERS } from './fitting.ts'
import { label, tellLabel, USE_LABEL } from './label-view.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

/** Enough for the fifty labels that HubSpot allows for a pair, and its own. */
const FORWARD_CHARACTERS = 4_000

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
    leftOut: z.string().optional().describe('How to see the others'),
    nextStep: z.string(),
  }),
  async run(args, call) {
    const { from, to } = await objectTypePair(args, call)
    const { labels } = (await call.connect()).associations
    const [forward, inverse] = await Promise.all([
      labels.list(from, to, { signal: call.signal }),
      from === to ? [] : labels.list(to, from, { signal: call.signal }),
    ])
    const shown = fitting(forward.map(tellLabel), { characters: FORWARD_CHARACTERS })
    const other = fitting(inverse.map(tellLabel), { characters: MOST_CHARACTERS - JSON.stringify(shown).length })
    const isCut = other.length < inverse.length
    return {
      fromObjectTypeId: from,
      toObjectTypeId: to,
      labels: shown,
      inverse: other,
      ...(isCut && { leftOut: `${inverse.length - other.length} of ${to} → ${from}: call with the types exchanged.` }),
      nextStep: `${USE_LABEL} create_association_label makes one that is missing.`,
    }
  },
  summary: ({ fromObjectTypeId, toObjectTypeId, labels, inverse }) =>
    `${labels.length} association types from ${fromObjectTypeId} to ${toObjectTypeId}, ${inverse.length} the other way.`,
})
