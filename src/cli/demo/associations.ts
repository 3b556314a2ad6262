import { deletedLabelAnswer, labelsAnswer, limitsAnswer, limitsChangeAnswer, newLabelAnswer } from '../answers.ts'
import type { Story } from './story.ts'

const pair = { fromObjectType: 'contacts', toObjectType: 'companies' }
const LABEL = 'Billing contact'
const INVERSE = 'Bills to'

interface Label {
  typeId: number
  category: string
}

/** Labels and limits of associations: made, changed, taken away again. */
export async function tellAssociations(story: Story): Promise<void> {
  story.chapter('How records are associated')
  const label = await createLabel(story)
  await limitLabel(story, label)
  story.step('Take the label away again, in both directions.')
  const args = { ...pair, associationTypeId: label.typeId }
  const { deleted } = await story.call('delete_association_label', args, deletedLabelAnswer)
  story.expect(deleted.label === LABEL, 'it was this label')
  const { labels } = await story.call('list_association_labels', pair, labelsAnswer)
  story.expect(!labels.some(({ typeId }) => typeId === label.typeId), 'it is gone')
}

async function createLabel(story: Story): Promise<Label> {
  story.step('Which labels do contacts and companies have?')
  const before = await story.call('list_association_labels', pair, labelsAnswer)
  story.note(before.labels.map(({ typeId, label }) => `${typeId} ${label ?? '(no label)'}`).join(', '))
  story.step('A label for the person who pays the bills.')
  const args = { ...pair, name: 'demo_billing_contact', label: LABEL, inverseLabel: INVERSE }
  const { forward, inverse } = await story.call('create_association_label', args, newLabelAnswer)
  const isTold = forward.label === LABEL && inverse.label === INVERSE
  story.expect(isTold && forward.typeId !== inverse.typeId, 'one type for each direction, told apart')
  return { typeId: forward.typeId, category: forward.category }
}

async function limitLabel(story: Story, { typeId, category }: Label): Promise<void> {
  story.step('How many companies may a contact have?')
  const unlimited = await limitOf(story, typeId)
  story.expect(unlimited === null, 'with the new label: as many as HubSpot allows')
  for (const [tool, most] of [
    ['create_association_configurations', 1],
    ['update_association_configurations', 3],
  ] as const) {
    story.step(most === 1 ? 'At most one.' : 'Three after all.')
    const inputs = [{ typeId, category, maxToObjectIds: most }]
    const { complete } = await story.call(tool, { ...pair, inputs }, limitsChangeAnswer)
    story.expect(complete, 'everything that was asked for is done')
    story.expect((await limitOf(story, typeId)) === most, `read back: ${most}`)
  }
  story.step('And without a limit again.')
  const inputs = [{ typeId, category }]
  const { complete } = await story.call('delete_association_configurations', { ...pair, inputs }, limitsChangeAnswer)
  story.expect(complete, 'the limit is removed; the label stays')
}

async function limitOf(story: Story, wanted: number): Promise<number | null | undefined> {
  const { configurations } = await story.call('list_association_configurations', pair, limitsAnswer)
  return configurations.find(({ typeId }) => typeId === wanted)?.userEnforcedMaxToObjectIds
}
