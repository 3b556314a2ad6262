import { namesWork } from '../values/value-fit.ts'
import type { ColumnView } from './column-view.ts'

/** "State" is one of the country, or of the work where the values say so: "New", "In progress". */
export function resolveStates(column: ColumnView): ColumnView {
  const { header, profile } = column
  const state = header.readings.find(({ concept }) => concept === 'state')
  const isSaid = header.readings.some(({ concept }) => concept === 'status')
  if (state === undefined || isSaid || !namesWork(profile)) return column
  return { ...column, header: { ...header, readings: [...header.readings, { ...state, concept: 'status' }] } }
}
