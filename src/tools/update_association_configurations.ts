import { batchOutcome } from './configuration-view.ts'
import { limitArguments, setLimits } from './set-limits.ts'
import { defineTool } from './tool.ts'

export const updateAssociationConfigurationsTool = defineTool({
  name: 'update_association_configurations',
  title: 'Change association limits',
  description: 'Use this to change limits that list_association_configurations shows.',
  effect: 'write',
  toolset: 'configurations',
  idempotent: true,
  destructive: true,
  input: limitArguments,
  output: batchOutcome,
  run: (args, call) => setLimits('update', args, call),
  summary: ({ inputs, complete }) =>
    `${inputs.filter(({ done }) => done).length} of ${inputs.length} limits are set${complete ? '' : '; see errors'}.`,
})
