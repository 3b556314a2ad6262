import { z } from 'zod'
import type { AssociationLabel } from '../hubspot/association.ts'
import { safeText } from '../safe-text.ts'

export const label = z.object({
  typeId: z.number(),
  category: z.string(),
  /** null: the unlabeled association. */
  label: z.string().nullable(),
})

/** How the text of a label comes into an import. */
export const USE_LABEL =
  'A column that holds label texts: revise_mapping with columnType: FLEXIBLE_ASSOCIATION_LABEL, objectTypeId and toColumnObjectTypeId.'

export type LabelView = z.input<typeof label>

export function tellLabel({ typeId, category, label }: AssociationLabel): LabelView {
  return { typeId, category, label: label === null || label === undefined ? null : safeText(label) }
}
