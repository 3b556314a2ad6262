import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { configuration, tellConfiguration } from './configuration-view.ts'
import { objectTypePair, objectTypeText } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

export const listAssociationConfigurationsTool = defineTool({
  name: 'list_association_configurations',
  title: 'List association limits',
  description:
    'Use this to see how many records of one object a record may be associated with; without object types: all limits. Then call create_, update_ or delete_association_configurations.',
  effect: 'read',
  toolset: 'configurations',
  input: z.strictObject({
    fromObjectType: objectTypeText.optional(),
    toObjectType: objectTypeText.optional(),
  }),
  output: z.object({ configurations: z.array(configuration) }),
  async run({ fromObjectType, toObjectType }, call) {
    const { configurations } = (await call.connect()).associations
    if (fromObjectType === undefined && toObjectType === undefined) {
      return { configurations: (await configurations.listAll({ signal: call.signal })).map(tellConfiguration) }
    }
    if (fromObjectType === undefined || toObjectType === undefined) throw onlyOne()
    const { from, to } = await objectTypePair({ fromObjectType, toObjectType }, call)
    const found = await configurations.list(from, to, { signal: call.signal })
    return { configurations: found.map(tellConfiguration) }
  },
  summary: ({ configurations }) => `${configurations.length} association configurations.`,
})

function onlyOne(): UsageError {
  return new UsageError(
    'invalid_arguments',
    'Only one of fromObjectType and toObjectType was given.',
    'Give both for one pair, or neither for all limits of the account.',
  )
}
