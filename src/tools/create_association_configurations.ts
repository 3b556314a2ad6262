import { z } from 'zod'
import { batchOutcome, limitInput, tellBatch } from './configuration-view.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'

export const createAssociationConfigurationsTool = defineTool({
  name: 'create_association_configurations',
  title: 'Set association limits',
  description:
    'Use this to set how many records of the to object one from record may have, for association types that have no limit yet. Get typeId and category from list_association_configurations.',
  effect: 'write',
  toolset: 'configurations',
  idempotent: true,
  input: z.strictObject({ ...pairArguments, inputs: z.array(limitInput).min(1).max(100), confirm: confirmArgument }),
  output: batchOutcome,
  async run({ inputs, confirm, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call)
    const limits = inputs.map(({ typeId, maxToObjectIds }) => `${typeId}=${maxToObjectIds}`).join(' ')
    const subject = `create limits ${from} ${to} ${limits}`
    const question = `Set association limits from ${from} to ${to}: ${limits}? Imports that go above a limit lose associations.`
    mustBeConfirmed({ subject, question, confirm }, call)
    const { configurations } = (await call.connect()).associations
    const batch = await configurations.create(from, to, inputs, { signal: call.signal })
    const now = await configurations.list(from, to, { signal: call.signal })
    return tellBatch({ from, to }, inputs, { batch, now })
  },
  summary: ({ inputs, complete }) =>
    `${inputs.filter(({ done }) => done).length} of ${inputs.length} limits are set${complete ? '' : '; see errors'}.`,
})
