import type { ColumnView } from './column-view.ts'

/** Meanings that say only that something is a link. */
const LINKS = new Set(['url', 'website'])

const ALMOST_ALL = 0.8

/** "URL" and "Profile link" say nothing of where the link goes; values that all go to LinkedIn do. */
export function resolveLinks(column: ColumnView): ColumnView {
  if (column.profile.share('linkedin') < ALMOST_ALL) return column
  const readings = column.header.readings.map((reading) =>
    LINKS.has(reading.concept) ? { ...reading, concept: 'linkedin' } : reading,
  )
  return { ...column, header: { ...column.header, readings } }
}
