import { COMPANY, CONTACT } from '../../hubspot/object-types.ts'
import type { Definitions } from '../definitions.ts'
import { compileStoredValue, plainId } from '../forecast/stored-value.ts'
import type { Plan, PlannedFile } from '../plan.ts'
import { keyOwnerOf } from '../preflight/association-key.ts'
import { compileCellCheck, isRecordId } from '../preflight/cell-check.ts'
import {
  columnKind,
  definitionOf,
  isCompanyDomain,
  isContactEmail,
  isMapped,
  isUniqueProperty,
  type MappedColumn,
  propertyNameOf,
  RECORD_ID,
} from '../preflight/column-kind.ts'
import { optionParts } from '../preflight/option-list.ts'
import { recordColumns } from '../preflight/record-columns.ts'
import { type LookupTarget, type RecordKey, targetName } from './lookup-target.ts'

/** A column whose cells name records: its own, or those that it is associated with. */
export interface KeyColumn {
  column: MappedColumn
  /** What a cell names, as it is uploaded and without plain spaces around it. Empty and malformed cells name nothing. */
  namesIn(text: string): RecordName[]
}

export interface RecordName {
  text: string
  /** null: no record can have this name. */
  key: RecordKey | null
}

type LookupPlan = Pick<Plan, 'files' | 'importOperations' | 'dateFormat' | 'timeZone'>

/** The key columns of a file. A property that another column refers to is one too, wherever it is mapped. */
export function keyColumns(file: PlannedFile, plan: LookupPlan, definitions: Definitions): KeyColumn[] {
  const referredTo = new Set(
    plan.files.flatMap((one) =>
      one.columns.filter(isMapped).flatMap((column) => linkTargets(column, plan, definitions).map(targetName)),
    ),
  )
  const mapped = file.columns.filter(isMapped)
  const own = new Set(
    recordColumns(mapped, plan, definitions).flatMap(({ recordId, identifier, unique }) =>
      [recordId, identifier, ...unique].flatMap((place) => mapped[place] ?? []),
    ),
  )
  return mapped.flatMap((column) => {
    if (columnKind(column) !== 'property') return linkColumn(column, plan, definitions)
    const target = ownTarget(column, definitions)
    return own.has(column) || referredTo.has(targetName(target))
      ? [propertyColumn(column, target, plan, definitions)]
      : []
  })
}

/** The property of a column itself. */
export function ownTarget(column: MappedColumn, definitions: Definitions): LookupTarget {
  const { objectTypeId } = column
  const propertyName = propertyNameOf(column) ?? RECORD_ID
  const ignoresCase = isContactEmail(objectTypeId, propertyName) || isCompanyDomain(objectTypeId, propertyName)
  return { objectTypeId, propertyName, isUnique: isReadBy(column, propertyName, definitions), ignoresCase }
}

function isReadBy(column: MappedColumn, propertyName: string, definitions: Definitions): boolean {
  if (propertyName === RECORD_ID || isContactEmail(column.objectTypeId, propertyName)) return true
  return definitionOf(column, definitions)?.hasUniqueValue === true
}

function propertyColumn(
  column: MappedColumn,
  target: LookupTarget,
  plan: LookupPlan,
  definitions: Definitions,
): KeyColumn {
  const check = compileCellCheck(column, plan, definitions)
  const stored = compileStoredValue(column, plan, definitions)
  return {
    column,
    namesIn(text) {
      const key = text === '' || (check !== null && check(text) !== null) ? null : stored.of(text)
      return key === null ? [] : [{ text, key: { target, key } }]
    },
  }
}

const recordIds = (objectTypeId: string): LookupTarget => ({
  objectTypeId,
  propertyName: RECORD_ID,
  isUnique: true,
  ignoresCase: false,
})

/** What the cells of an association column may refer to. */
function linkTargets(column: MappedColumn, plan: LookupPlan, definitions: Definitions): LookupTarget[] {
  const kind = columnKind(column)
  if (kind === 'association_keys') return [recordIds(column.objectTypeId), ...identifierOf(column.objectTypeId)]
  if (kind !== 'foreign_key') return []
  const to = column.toColumnObjectTypeId ?? ''
  const owner = keyOwnerOf(column, plan, definitions)
  if (owner !== null) return [ownTarget(owner.column, definitions)]
  const named = column.columnType === 'HUBSPOT_OBJECT_ID' ? [] : identifierOf(to)
  return named.length > 0 ? named : [recordIds(to)]
}

/** By which an object is known beside the id. */
function identifierOf(objectTypeId: string): LookupTarget[] {
  if (objectTypeId === CONTACT) return [{ objectTypeId, propertyName: 'email', isUnique: true, ignoresCase: true }]
  if (objectTypeId !== COMPANY) return []
  return [{ objectTypeId, propertyName: 'domain', isUnique: false, ignoresCase: true }]
}

function linkColumn(column: MappedColumn, plan: LookupPlan, definitions: Definitions): KeyColumn[] {
  const targets = linkTargets(column, plan, definitions)
  if (targets.length === 0) return []
  const owner = keyOwnerOf(column, plan, definitions)
  if (owner !== null && !isUniqueProperty(owner.column, definitions)) return []
  const check = compileCellCheck(column, plan, definitions)
  const named = owner === null ? plainNames(targets) : storedNames(owner.column, plan, definitions)
  const isList = columnKind(column) === 'association_keys'
  return [
    {
      column,
      namesIn(text) {
        // A list with one malformed key is told of as a whole.
        if (text === '' || (check !== null && check(text) !== null)) return []
        return (isList ? optionParts(text) : [text]).flatMap(named)
      },
    },
  ]
}

/** As the owner stores them; the check of the reference has let them pass. Rules of the owner are for what is written. */
function storedNames(owner: MappedColumn, plan: LookupPlan, definitions: Definitions): KeyColumn['namesIn'] {
  const stored = compileStoredValue(owner, plan, definitions)
  const target = ownTarget(owner, definitions)
  return (text) => {
    const key = stored.of(text)
    return [{ text, key: key === null ? null : { target, key } }]
  }
}

/** Digits are a record id where one is possible. */
function plainNames(targets: readonly LookupTarget[]): KeyColumn['namesIn'] {
  const byId = targets.find(({ propertyName }) => propertyName === RECORD_ID)
  const byName = targets.find(({ propertyName }) => propertyName !== RECORD_ID)
  return (text) => {
    if (byId !== undefined && isRecordId(text)) return [{ text, key: { target: byId, key: plainId(text) } }]
    return [{ text, key: byName === undefined ? null : { target: byName, key: text.toLowerCase() } }]
  }
}
