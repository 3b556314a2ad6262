import { batchOutcome } from './configuration-view.ts'
import { limitArguments, setLimits } from './set-limits.ts'
import { defineTool } from './tool.ts'

export const createAssociationConfigurationsTool = defineTool({
  name: 'create_association_configurations',
  title: 'Set association limits',
  description:
    'Use this to set how many records of the to object one from record may have, where there is no limit yet. Take typeId and category from list_association_configurations.',
  effect: 'write',
  toolset: 'configurations',
  idempotent: true,
  input: limitArguments,
  output: batchOutcome,
  run: (args, call) => setLimits('create', args, call),
  summary: ({ inputs, complete }) =>
    `${inputs.filter(({ done }) => done).length} of ${inputs.length} limits are set${complete ? '' : '; see errors'}.`,
})
