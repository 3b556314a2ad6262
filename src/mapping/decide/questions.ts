import type { Table } from '../../table/table.ts'
import type { DateFormatProposal, FileProposal } from '../proposal.ts'

export function askQuestions({
  format,
}: {
  files: readonly FileProposal[]
  tables: readonly Table[]
  format: DateFormatProposal
}): string[] {
  return format.certain ? [] : [`Dates: ${format.evidence}. Which order is right?`]
}
