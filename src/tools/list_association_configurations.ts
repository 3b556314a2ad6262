import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { AssociationConfiguration } from '../hubspot/association.ts'
import { configuration, tellConfiguration } from './configuration-view.ts'
import { fitting } from './fitting.ts'
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
  output: z.object({
    configurations: z.array(configuration),
    leftOut: z.string().optional().describe('How to see the others'),
    nextStep: z.string(),
  }),
  async run({ fromObjectType, toObjectType }, call) {
    const { configurations } = (await call.connect()).associations
    if (fromObjectType === undefined && toObjectType === undefined) {
      return shown(await configurations.listAll({ signal: call.signal }))
    }
    if (fromObjectType === undefined || toObjectType === undefined) throw onlyOne()
    const { from, to } = await objectTypePair({ fromObjectType, toObjectType }, call)
    const found = await configurations.list(from, to, { signal: call.signal })
    return shown(found)
  },
  summary: ({ configurations }) => `${configurations.length} association configurations.`,
})

const NEXT_STEP =
  'create_association_configurations sets a limit where it is null; update_association_configurations changes one, delete_association_configurations removes it.'

function shown(found: readonly AssociationConfiguration[]) {
  const configurations = fitting(found.map(tellConfiguration))
  const leftOut = found.length - configurations.length
  return {
    configurations,
    ...(leftOut > 0 && { leftOut: `${leftOut} more: name one pair of object types.` }),
    nextStep: NEXT_STEP,
  }
}

function onlyOne(): UsageError {
  return new UsageError(
    'invalid_arguments',
    'Only one of fromObjectType and toObjectType was given.',
    'Give both for one pair, or neither for all limits of the account.',
  )
}
