import { valueFit } from '../values/value-fit.ts'
import type { ColumnView } from './column-view.ts'

/** "Titel" is one of courtesy, or what somebody does where the values say so: "Architektin", "Geschäftsführer". */
export function resolveTitles(column: ColumnView): ColumnView {
  const { header, profile } = column
  const courtesy = header.readings.find(({ concept }) => concept === 'courtesy_title')
  const isSaid = header.readings.some(({ concept }) => concept === 'title' || concept === 'job_title')
  if (courtesy === undefined || isSaid || valueFit('honorific', profile) > 0 || valueFit('job_title', profile) < SURE) {
    return column
  }
  return { ...column, header: { ...header, readings: [...header.readings, { ...courtesy, concept: 'job_title' }] } }
}

const SURE = 0.8
