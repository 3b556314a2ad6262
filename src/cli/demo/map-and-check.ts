import { checkConnectionTool } from '../../tools/check_connection.ts'
import { inspectFileTool } from '../../tools/inspect_file.ts'
import { proposeMappingTool } from '../../tools/propose_mapping.ts'
import { reviseMappingTool } from '../../tools/revise_mapping.ts'
import { validateImportTool } from '../../tools/validate_import.ts'
import { type Check, showFindings } from '../show-findings.ts'
import { type Mapping, showColumns, tellDates, tellFile } from '../show-mapping.ts'
import { EXAMPLE } from './example-facts.ts'
import { DemoFailure, type Story } from './story.ts'
import type { WorkingCopy } from './working-copy.ts'

const MOST_COLUMNS = 9

/** From a file to a plan whose losses are known. */
export async function mapAndCheck(story: Story, copy: WorkingCopy): Promise<Check> {
  story.chapter('From the file to a plan')
  await lookAtAccount(story, copy)
  const rows = await lookAtFile(story, copy)
  const { planId } = await propose(story, copy)
  if (copy.isExample) await decideAsPerson(story, planId)
  const before = await check(story, planId, 'What would be lost? Every row is read.')
  if (rows !== undefined) story.expect(before.rows === rows, `all ${rows.toLocaleString('en-US')} rows were read`)
  if (copy.isExample) expectExampleFindings(story, before)
  return await repairValues(story, before, copy)
}

async function lookAtAccount(story: Story, { folder }: WorkingCopy): Promise<void> {
  story.step('Which account is this, and what may the server do?')
  const { environment, connected, allowedFolders } = await story.call(checkConnectionTool, {})
  story.expect(connected && environment === 'sandbox', 'it is the sandbox: a local HubSpot, no account, no network')
  story.expect(allowedFolders.length === 1 && allowedFolders[0] === folder, 'one folder may be read: that of the file')
}

/** Number of rows; undefined when the file is too large to have been counted. */
async function lookAtFile(story: Story, { fileName, isExample }: WorkingCopy): Promise<number | undefined> {
  story.step('What is in the file?')
  const { file, columns } = await story.call(inspectFileTool, { file: fileName, rows: 2 })
  story.note(tellFile(file))
  story.note(
    columns
      .slice(0, 4)
      .map(({ columnName, looksLike }) => `${columnName}: ${looksLike}`)
      .join(', '),
  )
  if (isExample) {
    const asMade = file.rowCount === EXAMPLE.rows && columns.length === EXAMPLE.columns
    story.expect(asMade, 'a line break inside a cell is no row of its own: 1,000 rows, 17 columns')
  }
  return file.rowCountIsExact ? file.rowCount : undefined
}

async function propose(story: Story, { fileName, isExample }: WorkingCopy): Promise<Mapping> {
  story.step('Which HubSpot property is each column?')
  const mapping = await story.call(proposeMappingTool, { file: fileName })
  const columns = mapping.files.flatMap((file) => file.columns)
  showColumns(story.inner, columns, MOST_COLUMNS)
  if (mapping.dateFormat !== undefined) story.note(`Dates: ${tellDates(mapping.dateFormat)}`)
  for (const question of mapping.questions) story.note(`Question to the person: ${question}`)
  const without = columns.filter(({ objectTypeId }) => objectTypeId === null).map(({ columnName }) => columnName)
  if (without.length === columns.length) throw nothingFits(fileName)
  if (isExample) {
    story.expect(without.join() === EXAMPLE.withoutMatch.join(), '"Legacy ID" has no property: not guessed, left out')
    const isProved = mapping.dateFormat?.value === EXAMPLE.dateFormat && mapping.dateFormat.certain
    story.expect(isProved, 'days above 12 prove the order of day and month')
  }
  return mapping
}

function nothingFits(fileName: string): DemoFailure {
  return new DemoFailure(
    `No column of ${fileName} fits a HubSpot property, so nothing of it can be imported as it is. Columns with telling headers (Email, First Name, Company Name, Deal Name, …) are recognised; for a file without them an agent asks what the rows are and sets the columns with revise_mapping.`,
  )
}

async function decideAsPerson(story: Story, planId: string): Promise<void> {
  story.step('The person says: birthdays do not belong into the CRM.')
  const column = { column: 'Birthday', propertyName: null }
  const { changed } = await story.call(reviseMappingTool, { planId, columns: [column] })
  story.expect(changed.length === 1, 'this one column is left out, everything else stayed')
}

/** The whole file, with the findings. */
export async function check(story: Story, planId: string, headline: string): Promise<Check> {
  story.step(headline)
  const report = await story.call(validateImportTool, { planId })
  showFindings(story.inner, report, { brief: true })
  return report
}

function expectExampleFindings(story: Story, { findings, rowsLost }: Check): void {
  const counts = new Map(findings.map(({ errorType, count }) => [errorType, count]))
  const wrong = Object.entries(EXAMPLE.findings).filter(([errorType, count]) => counts.get(errorType) !== count)
  const names = wrong.map(([errorType]) => errorType).join(', ')
  story.expect(
    wrong.length === 0,
    wrong.length === 0 ? 'every fault was found, none too many' : `the count of ${names}`,
  )
  story.expect(rowsLost === EXAMPLE.rowsLost, `${EXAMPLE.rowsLost} rows cannot be imported as they are`)
}

/** Repairs of values are agreed to; repairs that decide about whole rows wait until those rows are looked at. */
async function repairValues(story: Story, before: Check, { isExample }: WorkingCopy): Promise<Check> {
  const { planId } = before
  const repairs = before.findings.flatMap(({ repair, outcome, columnIndex }) =>
    repair === undefined || outcome !== 'value_lost' || columnIndex === null
      ? []
      : [{ repair: repair.name, column: columnIndex }],
  )
  if (repairs.length === 0) return before
  story.step('The person agrees to the repairs of values; the rest they want to see first.')
  const { changed } = await story.call(reviseMappingTool, { planId, repairs })
  story.expect(changed.length > 0, 'repairs are switched on; the file itself stays as it is')
  const after = await check(story, planId, 'And now?')
  const [valuesBefore, valuesAfter] = [before.valuesLost, after.valuesLost]
  story.expect(after.rows === before.rows && after.rowsLost <= before.rowsLost, 'the same rows, none worse than before')
  // Values of rows that are lost anyway do not count, so their repair changes no number.
  story.expect(
    isExample ? valuesAfter < valuesBefore : valuesAfter <= valuesBefore,
    `${valuesAfter} values lost instead of ${valuesBefore}`,
  )
  return after
}
