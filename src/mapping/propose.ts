import type { Table } from '../table/table.ts'
import { viewFile } from './analysis/file-view.ts'
import { assignColumns } from './assign/assign-columns.ts'
import { indexProperties, type PropertyIndex } from './candidates/property-index.ts'
import { ROLE_OBJECT_TYPE, ROLES } from './concepts/concept.ts'
import { proposeDateFormat } from './decide/date-format.ts'
import { importOperationsFor } from './decide/import-operations.ts'
import { proposeColumn } from './decide/propose-column.ts'
import { askQuestions } from './decide/questions.ts'
import { CURRENT_MODEL } from './model/current-model.ts'
import { type Judged, judgeColumns } from './model/judge.ts'
import type { Model } from './model/score.ts'
import type { FileProposal, Proposal, ProposeOptions, Schema } from './proposal.ts'

/** What each column of the files means, what is not sure, and what to ask. Pure; no network. */
export function proposeMapping(
  { tables, schema, objectTypeIds = [], dateFormat }: ProposeOptions,
  model: Model = CURRENT_MODEL,
): Proposal {
  const index = indexProperties(schema)
  const files = tables.map((table) => proposeFile(table, { index, objectTypeIds, model }))
  const format = proposeDateFormat({ tables, files, index, wanted: dateFormat })
  return {
    files,
    importOperations: importOperationsFor(files),
    dateFormat: format,
    questions: askQuestions({ files, tables, format }),
  }
}

/** All candidates of every column of one file with their features and odds: for fitting the model. */
export function judgeTable(table: Table, { schema, model }: { schema: Schema; model: Model }): Judged[][] {
  const [file, index] = [viewFile(table), indexProperties(schema)]
  return judgeColumns({ file, index, model, objectTypeIds: [] })
}

function proposeFile(
  table: Table,
  { index, objectTypeIds, model }: { index: PropertyIndex; objectTypeIds: readonly string[]; model: Model },
): FileProposal {
  const file = viewFile(
    table,
    ROLES.filter((role) => objectTypeIds.includes(ROLE_OBJECT_TYPE[role])),
  )
  const judged = judgeColumns({ file, index, model, objectTypeIds })
  const chosen = assignColumns(judged)
  return {
    fileName: table.fileName,
    columns: file.columns.map((column, at) =>
      proposeColumn(column, { chosen: chosen[at] ?? null, judged: judged[at] ?? [], model, file }),
    ),
  }
}
