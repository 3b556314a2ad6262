import { z } from 'zod'
import { batchOutcome, eachTypeOnce, specInput, tellBatch, typesText } from './configuration-view.ts'
import { confirmArgument, mustBeConfirmed } from './confirm.ts'
import { objectTypePair, pairArguments } from './object-type-arguments.ts'
import { defineTool } from './tool.ts'
import { readBack, sayNotStarted } from './write-outcome.ts'

export const deleteAssociationConfigurationsTool = defineTool({
  name: 'delete_association_configurations',
  title: 'Remove association limits',
  description: 'Use this to remove limits that list_association_configurations shows; labels stay.',
  effect: 'destroy',
  toolset: 'configurations',
  idempotent: true,
  input: z.strictObject({
    ...pairArguments,
    inputs: z.array(specInput).min(1).max(100).check(eachTypeOnce),
    confirm: confirmArgument,
  }),
  output: batchOutcome,
  async run({ inputs, confirm, ...pair }, call) {
    const { from, to } = await objectTypePair(pair, call).catch(sayNotStarted)
    const types = typesText(inputs, ({ typeId }) => String(typeId))
    const subject = `delete limits ${from} ${to} ${types}`
    const question = `Remove the association limits of ${types} from ${from} to ${to}?`
    mustBeConfirmed({ subject, question, confirm }, call)
    const { configurations } = (await call.connect().catch(sayNotStarted)).associations
    const batch = await configurations.purge(from, to, inputs, { signal: call.signal })
    const read = () => configurations.list(from, to, { signal: call.signal })
    const now = await readBack(read, 'list_association_configurations')
    return tellBatch({ from, to }, inputs, { batch, now })
  },
  summary: ({ inputs }) => `${inputs.filter(({ done }) => done).length} of ${inputs.length} limits are removed.`,
})
