import type { Property } from '../hubspot/property.ts'
import type { Table } from '../table/table.ts'
import type { ColumnView } from './analysis/column-view.ts'
import { type FileView, mayBeFirms, viewFile } from './analysis/file-view.ts'
import { assignColumns } from './assign/assign-columns.ts'
import { indexProperties, type PropertyIndex } from './candidates/property-index.ts'
import { ROLE_OBJECT_TYPE, ROLES } from './concepts/concept.ts'
import { withAssociations } from './decide/association-columns.ts'
import { offerDomain } from './decide/company-domain.ts'
import { proposeDateFormat } from './decide/date-format.ts'
import { identifyByOnlyEmail, keepOneIdentifier } from './decide/identifiers.ts'
import { importOperationsFor } from './decide/import-operations.ts'
import { linkFiles } from './decide/link-files.ts'
import { withoutLonelyObjects } from './decide/lonely-objects.ts'
import { withoutOwnColumns } from './decide/own-columns.ts'
import { proposeColumn } from './decide/propose-column.ts'
import { askQuestions } from './decide/questions.ts'
import { CURRENT_MODEL } from './model/current-model.ts'
import { type Judged, judgeColumns } from './model/judge.ts'
import type { Model } from './model/score.ts'
import type { ColumnProposal, Proposal, ProposeOptions, Schema } from './proposal.ts'

/** What each column of the files means, what is not sure, and what to ask. Pure; no network. */
export function proposeMapping(
  { tables, schema, objectTypeIds = [], dateFormat }: ProposeOptions,
  model: Model = CURRENT_MODEL,
): Proposal {
  const context: ProposeContext = { index: indexProperties(schema), objectTypeIds, model }
  const views = tables.map((table) => viewWanted(table, objectTypeIds))
  const alone = views.map((view, at) => ({
    fileName: tables[at]?.fileName ?? '',
    columns: proposeColumns(view, context),
  }))
  const files = linkFiles(alone, tables, context.index)
  const languages = sharesOf(views)
  const format = proposeDateFormat({ tables, files, index: context.index, languages, wanted: dateFormat })
  return {
    files,
    importOperations: importOperationsFor(files, schema.objectTypes),
    dateFormat: format,
    questions: askQuestions({
      files,
      tables,
      schema,
      format,
      formatWanted: dateFormat !== undefined,
      // Of several files each may be of another object: they would have to be named one by one.
      maybeFirms: tables.length === 1 && objectTypeIds.length === 0 && views.some(mayBeFirms),
    }),
  }
}

/** All candidates of every column of one file with their features and odds: for fitting the model. */
export function judgeTable(table: Table, { schema, model }: { schema: Schema; model: Model }): Judged[][] {
  const [file, index] = [viewFile(table), indexProperties(schema)]
  return judgeColumns({ file, index, model, objectTypeIds: [] })
}

/** Share of each language in the headers of all files. */
function sharesOf(views: readonly FileView[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>()
  for (const { languages } of views) {
    for (const [language, share] of languages) {
      shares.set(language, (shares.get(language) ?? 0) + share / views.length)
    }
  }
  return shares
}

interface ProposeContext {
  index: PropertyIndex
  objectTypeIds: readonly string[]
  model: Model
}

const viewWanted = (table: Table, objectTypeIds: readonly string[]): FileView =>
  viewFile(
    table,
    ROLES.filter((role) => objectTypeIds.includes(ROLE_OBJECT_TYPE[role])),
  )

function proposeColumns(file: FileView, { index, objectTypeIds, model }: ProposeContext): ColumnProposal[] {
  const judged = judgeColumns({ file, index, model, objectTypeIds })
  const chosen = assignColumns(judged)
  const columns = file.columns.map((column, at) =>
    proposeColumn(column, {
      chosen: chosen[at] ?? null,
      judged: judged[at] ?? [],
      model,
      file,
      winner: winnerOver(judged[at]?.[0], { chosen, file }),
      readOnly: readOnlyNamesake(column, file, index),
    }),
  )
  const fill = file.columns.map(({ profile }) => profile.filled / Math.max(1, profile.rows))
  const identified = identifyByOnlyEmail(columns, index.find('0-1', 'email')?.property)
  const kept = objectTypeIds.length > 0 ? identified : withoutLonelyObjects(identified, file)
  const named = offerDomain(keepOneIdentifier(kept, fill), file, index.find('0-2', 'domain')?.property)
  return withoutOwnColumns(withAssociations(named, file))
}

/** The property of the rows' object that has the name of the column, where it cannot be written. */
function readOnlyNamesake({ header }: ColumnView, { roles }: FileView, index: PropertyIndex): Property | undefined {
  const namesakes = index
    .byKey(header.key)
    .filter(({ objectTypeId }) => objectTypeId === ROLE_OBJECT_TYPE[roles.primary])
  return namesakes.every(({ isWritable }) => !isWritable) ? namesakes[0]?.property : undefined
}

/** Below it a column would not have got the property anyway. */
const MIN_LOST_ODDS = -2

/** Header of the column that got the property which this candidate wanted. */
function winnerOver(
  best: Judged | undefined,
  { chosen, file }: { chosen: readonly (Judged | null)[]; file: FileView },
): string | undefined {
  if (best === undefined || best.odds < MIN_LOST_ODDS) return undefined
  const winner = chosen.find((other) => other?.candidate.known === best.candidate.known)
  return winner === null || winner === undefined || winner === best
    ? undefined
    : file.columns[winner.candidate.column]?.columnName
}
