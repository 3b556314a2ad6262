import type { AssociationSpec } from '../../hubspot/association.ts'
import { COMPANY, CONTACT } from '../../hubspot/object-types.ts'
import { type MappedColumn, misconfigured } from './column-role.ts'
import type { CompileContext, Refuse } from './compile-context.ts'
import { plainType } from './default-association.ts'
import type { KeyLink, ObjectPlan } from './file-plan.ts'
import { labelColumn } from './label-column.ts'

/** Columns whose cells name a record that is not in the row: of the account, of another file, or of the same object. */
export function compileKeyLinks(
  columns: readonly MappedColumn[],
  objects: readonly ObjectPlan[],
  { context, refuse }: { context: CompileContext; refuse: Refuse },
): KeyLink[] {
  return columns.flatMap((column) => {
    if (column.role.role !== 'key') return []
    const from = objects.findIndex((object) => object.objectTypeId === column.objectTypeId)
    if (from < 0) {
      refuse(
        misconfigured(
          column.mapping.columnName,
          'leads to another record, but no column holds a record of its own object.',
        ),
      )
      return []
    }
    return [keyLink({ column, from, columns }, column.role, context)]
  })
}

function keyLink(
  { column, from, columns }: { column: MappedColumn; from: number; columns: readonly MappedColumn[] },
  { kind, toObjectTypeId }: Extract<MappedColumn['role'], { role: 'key' }>,
  { store }: CompileContext,
): KeyLink {
  const pair = { fromObjectTypeId: column.objectTypeId, toObjectTypeId }
  const plain = plainType(pair, store)
  const asked = askedType(column)
  const isKnown = ({ typeId, category }: AssociationSpec): boolean =>
    store
      .labels(pair.fromObjectTypeId, toObjectTypeId)
      .some((label) => label.typeId === typeId && label.category === category)
  return {
    index: column.index,
    from,
    ...pair,
    kind,
    propertyName: kind === 'record_id' ? null : keyProperty(column, toObjectTypeId),
    specs: specsOf(plain, asked),
    isValid: asked === null ? plain !== null : isKnown(asked),
    labels: labelColumn(columns, pair, store),
  }
}

/** A labelled type comes with the plain one, as in HubSpot, where a labelled association is an association first. */
function specsOf(plain: AssociationSpec | null, asked: AssociationSpec | null): AssociationSpec[] {
  const specs = [plain, asked].filter((spec) => spec !== null)
  return plain?.typeId === asked?.typeId && plain?.category === asked?.category ? specs.slice(0, 1) : specs
}

function askedType({ mapping }: MappedColumn): AssociationSpec | null {
  const asked = mapping.foreignKeyType
  if (asked === null || asked === undefined) return null
  return { typeId: asked.associationTypeId, category: asked.associationCategory }
}

/** What the key is compared with where no other file owns the property. */
function keyProperty({ mapping }: MappedColumn, toObjectTypeId: string): string | null {
  const named = mapping.propertyName ?? null
  if (named !== null) return named === 'hs_object_id' ? null : named
  if (toObjectTypeId === CONTACT) return 'email'
  return toObjectTypeId === COMPANY ? 'domain' : null
}
