import { OBJECT_TYPES } from '../../hubspot/object-types.ts'
import { once } from '../../once.ts'
import { phraseKey } from '../header/header-tokens.ts'
import { plainness } from '../header/plainness.ts'
import type { ColumnView, ExportedLink } from './column-view.ts'

/**
 * HubSpot's exports write an association into two columns, in English whatever the language of the other headers:
 * "Associated Company" and "Associated Company IDs", with " (Primary)" behind both for the primary one. An association
 * with a label is called like the label: "Contact with Primary Company", "Parent Company IDs". Several records of a row
 * are parted by semicolons; of notes and e-mails the whole text stands there.
 */
export function markExportedLinks(columns: readonly ColumnView[]): ColumnView[] {
  const byKey = new Map(columns.map((column) => [column.header.key, column]))
  if (!columns.some((column) => isRecordId(column) || isAssociatedPair(column, byKey))) return [...columns]
  return columns.map((column) => {
    const link = linkIn(column, byKey)
    return link === undefined ? column : marked(column, link)
  })
}

/** Such a column names another object, which says nothing of what the rows are. */
const marked = (column: ColumnView, exportedLink: ExportedLink): ColumnView => ({
  ...column,
  exportedLink,
  header: { ...column.header, entities: [], readings: exportedLink === 'names' ? [] : column.header.readings },
})

type ByKey = ReadonlyMap<string, ColumnView>

const ASSOCIATED = 'associated'
const MOST = 0.9

const isRecordId = ({ header, profile }: ColumnView): boolean =>
  profile.share('digits') >= MOST &&
  header.readings.some((reading) => reading.concept === 'record_id' && plainness(reading) >= MOST)

const isAssociatedPair = ({ header: { key } }: ColumnView, byKey: ByKey): boolean =>
  key.startsWith(ASSOCIATED) && byKey.has(idsKey(key))

function linkIn(column: ColumnView, byKey: ByKey): ExportedLink | undefined {
  const { key } = column.header
  const ids = byKey.get(idsKey(key))
  if (ids !== undefined && holdsIds(ids)) return 'names'
  if ([...byKey.keys()].some((other) => idsKey(other) === key) && holdsIds(column)) return 'ids'
  if (!key.startsWith(ASSOCIATED)) return undefined
  const called = key.slice(ASSOCIATED.length).replace(/primary$/, '')
  if (objectKeys().has(called)) return 'names'
  return objectKeys().has(called.replace(/ids?$/, '')) && holdsIds(column) ? 'ids' : undefined
}

/** Of "Associated Company (Primary)" it is "Associated Company IDs (Primary)". */
const idsKey = (key: string): string => key.replace(/(primary)?$/, 'ids$1')

const holdsIds = ({ profile: { values } }: ColumnView): boolean =>
  values.filter((value) => ID_LIST.test(value)).length >= MOST * values.length

const ID_LIST = /^\d{1,20}(?:\s*[;,]\s*\d{1,20})*$/

const objectKeys = once(
  () => new Set(OBJECT_TYPES.flatMap(({ singular, plural }) => [singular, plural]).map(phraseKey)),
)
