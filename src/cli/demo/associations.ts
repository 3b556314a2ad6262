import { createAssociationConfigurationsTool } from '../../tools/create_association_configurations.ts'
import { createAssociationLabelTool } from '../../tools/create_association_label.ts'
import { deleteAssociationConfigurationsTool } from '../../tools/delete_association_configurations.ts'
import { deleteAssociationLabelTool } from '../../tools/delete_association_label.ts'
import type { LabelView } from '../../tools/label-view.ts'
import { listAssociationConfigurationsTool } from '../../tools/list_association_configurations.ts'
import { listAssociationLabelsTool } from '../../tools/list_association_labels.ts'
import { updateAssociationConfigurationsTool } from '../../tools/update_association_configurations.ts'
import { DemoFailure, type Story } from './story.ts'

const pair = { fromObjectType: 'contacts', toObjectType: 'companies' }
const LABEL = 'Billing contact'
const INVERSE = 'Bills to'

/** Labels and limits of associations: made, changed, taken away again. */
export async function tellAssociations(story: Story): Promise<void> {
  story.chapter('How records are associated')
  const label = await createLabel(story)
  await limitLabel(story, label)
  story.step('Take the label away again, in both directions.')
  const args = { ...pair, associationTypeId: label.typeId }
  const { deleted } = await story.call(deleteAssociationLabelTool, args)
  story.expect(deleted.label === LABEL, 'it was this label')
  const { labels } = await story.call(listAssociationLabelsTool, pair)
  story.expect(!labels.some(({ typeId }) => typeId === label.typeId), 'it is gone')
}

async function createLabel(story: Story): Promise<LabelView> {
  story.step('Which labels do contacts and companies have?')
  const before = await story.call(listAssociationLabelsTool, pair)
  story.note(before.labels.map(({ typeId, label }) => `${typeId} ${label ?? '(no label)'}`).join(', '))
  story.step('A label for the person who pays the bills.')
  const args = { ...pair, name: 'demo_billing_contact', label: LABEL, inverseLabel: INVERSE }
  const { forward, inverse } = await story.call(createAssociationLabelTool, args)
  if (forward === null || inverse === null) throw new DemoFailure('The label has not been made in both directions.')
  const isTold = forward.label === LABEL && inverse.label === INVERSE
  story.expect(isTold && forward.typeId !== inverse.typeId, 'one type for each direction, told apart')
  return forward
}

async function limitLabel(story: Story, { typeId, category }: LabelView): Promise<void> {
  story.step('How many companies may a contact have?')
  const unlimited = await limitOf(story, typeId)
  story.expect(unlimited === null, 'with the new label: as many as HubSpot allows')
  for (const [tool, most] of [
    [createAssociationConfigurationsTool, 1],
    [updateAssociationConfigurationsTool, 3],
  ] as const) {
    story.step(most === 1 ? 'At most one.' : 'Three after all.')
    const inputs = [{ typeId, category, maxToObjectIds: most }]
    const { complete } = await story.call(tool, { ...pair, inputs })
    story.expect(complete, 'everything that was asked for is done')
    story.expect((await limitOf(story, typeId)) === most, `read back: ${most}`)
  }
  story.step('And without a limit again.')
  const inputs = [{ typeId, category }]
  const { complete } = await story.call(deleteAssociationConfigurationsTool, { ...pair, inputs })
  story.expect(complete, 'the limit is removed; the label stays')
}

async function limitOf(story: Story, wanted: number): Promise<number | null | undefined> {
  const { configurations } = await story.call(listAssociationConfigurationsTool, pair)
  return configurations.find(({ typeId }) => typeId === wanted)?.userEnforcedMaxToObjectIds
}
