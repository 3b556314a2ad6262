import { nameColumn } from '../../column-name.ts'
import { objectTypeById } from '../../hubspot/object-types.ts'
import type { ColumnView } from '../analysis/column-view.ts'
import type { FileView } from '../analysis/file-view.ts'
import { ROLE_OBJECT_TYPE, ROLES, type Role } from '../concepts/concept.ts'
import { ENTITY_ROLES } from '../concepts/entity-roles.ts'
import type { ColumnProposal, Target } from '../proposal.ts'
import { defaultAssociation, primaryAssociation } from './default-association.ts'

/**
 * Columns that link records instead of describing one: record ids of another object, identifiers of another record of
 * the same object, and association labels.
 */
export function withAssociations(columns: readonly ColumnProposal[], file: FileView): ColumnProposal[] {
  const primary = ROLE_OBJECT_TYPE[file.roles.primary]
  const found = columns.map((column) => {
    const view = file.columns[column.index]
    if (view === undefined) return column
    const rest = columns.filter((other) => other !== column)
    return (
      asLabel(column, view, rest, primary) ??
      asRecordId(column, view, rest, primary) ??
      asKeys(column, view, rest, primary) ??
      asLists(column, view) ??
      column
    )
  })
  return found.map((column) => onlyOnce(column, found))
}

/** Of several columns for one association the first counts. */
function onlyOnce(column: ColumnProposal, all: readonly ColumnProposal[]): ColumnProposal {
  const key = linkOf(column.target)
  const first = key === null ? column : all.find(({ target }) => linkOf(target) === key)
  if (first === undefined || first === column) return column
  return { ...column, target: null, confidence: 0, reason: `the association is already made by ${nameColumn(first)}` }
}

const linkOf = (target: Target | null): string | null =>
  target?.foreignKeyType === undefined
    ? null
    : `${target.objectTypeId} ${target.toColumnObjectTypeId} ${target.foreignKeyType.associationTypeId}`

type Rest = readonly ColumnProposal[]

const LABEL_HEADER =
  /associationlabel|associationlabels|zuordnungslabel|zuordnungsbezeichnung|labelderzuordnung|labeldassociation|libelledassociation|etiquetadeasociacion|etiquetadeassociacao|etichettadiassociazione|associatielabel|関連付けラベル/

/** The text of a label between two objects that the rows hold: from the main one to the other. */
function asLabel(
  column: ColumnProposal,
  { header }: ColumnView,
  rest: Rest,
  primary: string,
): ColumnProposal | undefined {
  if (!LABEL_HEADER.test(header.key)) return undefined
  const held = new Set(
    rest.flatMap(({ target }) => (target === null ? [] : [target.toColumnObjectTypeId ?? target.objectTypeId])),
  )
  const named = rolesNamed(header.entities).map((role) => ROLE_OBJECT_TYPE[role])
  const [from, to] = named.length === 2 ? named : [primary, [...held].find((id) => id !== primary)]
  if (from === undefined || to === undefined) return undefined
  return linked(column, {
    target: {
      objectTypeId: from,
      propertyName: null,
      columnType: 'FLEXIBLE_ASSOCIATION_LABEL',
      toColumnObjectTypeId: to,
    },
    reason: 'the label of the association between the two records of a row',
  })
}

/** "Associated Company ID", or a record id of an object of which the file holds nothing else. */
function asRecordId(column: ColumnProposal, view: ColumnView, rest: Rest, primary: string): ColumnProposal | undefined {
  const to = foreignObject(column, view, rest)
  if (to === undefined || to === primary || !isLinkable(to)) return undefined
  const foreignKeyType =
    (isPrimary(view) ? primaryAssociation(primary, to) : undefined) ?? defaultAssociation(primary, to)
  if (foreignKeyType === undefined) return undefined
  return linked(column, {
    target: {
      objectTypeId: primary,
      propertyName: null,
      columnType: 'HUBSPOT_OBJECT_ID',
      toColumnObjectTypeId: to,
      foreignKeyType,
    },
    reason: 'HubSpot record ids of another object: each row is associated with that record',
  })
}

/** "Associated Company IDs (Primary)", as HubSpot exports them. */
const isPrimary = ({ header }: ColumnView): boolean =>
  header.readings.some(({ qualifiers }) => qualifiers.includes('primary') && qualifiers.includes('associated'))

function foreignObject({ target }: ColumnProposal, { header, profile }: ColumnView, rest: Rest): string | undefined {
  if (profile.filled > 0 && profile.share('digits') < 0.95) return undefined
  if (target?.columnType === 'HUBSPOT_OBJECT_ID') {
    const isAlone = rest.every((other) => other.target?.objectTypeId !== target.objectTypeId)
    return isAlone && rest.some((other) => other.target !== null) ? target.objectTypeId : undefined
  }
  return associatedObject(header)
}

/** Line items, notes, e-mails, meetings and tasks are created by an import; those that exist cannot be named in it. */
const isLinkable = (objectTypeId: string): boolean => objectTypeById(objectTypeId)?.canUpdate !== false

function associatedObject(header: ColumnView['header']): string | undefined {
  const [role] = rolesNamed(associatedId(header)?.entities ?? [])
  return role === undefined ? undefined : ROLE_OBJECT_TYPE[role]
}

const associatedId = ({ readings }: ColumnView['header']) => {
  const reading = readings.find(({ concept }) => concept === 'id' || concept === 'record_id')
  return reading?.qualifiers.includes('associated') === true ? reading : undefined
}

/** "Associated Contact IDs" with 101;102 in a cell, as HubSpot exports them: an import cannot read that back. */
function asLists(column: ColumnProposal, { header, profile }: ColumnView): ColumnProposal | undefined {
  const to = associatedObject(header)
  if (column.target !== null || to === undefined || !isLinkable(to)) return undefined
  const lists = profile.values.filter((value) => ID_LIST.test(value)).length
  if (lists === 0 || lists / profile.values.length + profile.share('digits') < 0.95) return undefined
  return {
    ...column,
    reason: 'several record ids in one cell; an import links one for each row, so give each id a row',
  }
}

const ID_LIST = /^\d{1,20}(?:\s*[;,]\s*\d{1,20})+$/

/** "Associated Contact Email" in a file of contacts: the other contact of an association. */
function asKeys(
  column: ColumnProposal,
  { header }: ColumnView,
  rest: Rest,
  primary: string,
): ColumnProposal | undefined {
  const reading = header.readings.find(
    ({ concept, qualifiers }) => KEYS.has(concept) && qualifiers.includes('associated'),
  )
  const isSameObject = rolesNamed(reading?.entities ?? []).some((role) => ROLE_OBJECT_TYPE[role] === primary)
  const identifier = rest.find(({ target }) => target?.objectTypeId === primary && target.columnType !== 'STANDARD')
  if (reading === undefined || !isSameObject || identifier === undefined) return undefined
  return linked(column, {
    target: {
      objectTypeId: primary,
      propertyName: null,
      columnType: 'ASSOCIATION_KEYS',
      toColumnObjectTypeId: primary,
    },
    reason: 'identifies another record of the same object, which each row is associated with',
  })
}

const KEYS = new Set(['email', 'domain', 'record_id', 'id'])

const rolesNamed = (entities: readonly string[]): Role[] =>
  entities.flatMap((entity) => ROLES.filter((role) => ENTITY_ROLES[entity]?.[role] === 1))

const linked = (column: ColumnProposal, { target, reason }: { target: Target; reason: string }): ColumnProposal => ({
  ...column,
  target,
  propertyLabel: null,
  confidence: Math.max(0.9, column.confidence),
  reason,
})
