import { readFile, writeFile } from 'node:fs/promises'
import type { z } from 'zod'
import { exportFailedRowsTool } from '../../tools/export_failed_rows.ts'
import { getImportTool } from '../../tools/get_import.ts'
import { getImportErrorsTool } from '../../tools/get_import_errors.ts'
import { reviseMappingTool } from '../../tools/revise_mapping.ts'
import { startImportTool } from '../../tools/start_import.ts'
import type { Check } from '../show-findings.ts'
import { CORRECTIONS, EXAMPLE } from './example-facts.ts'
import { check } from './map-and-check.ts'
import { DemoFailure, type Story } from './story.ts'
import type { WorkingCopy } from './working-copy.ts'

export type Import = z.output<typeof getImportTool.output>

/** A whole import, and then the rows that failed. The numbers of all imports, in order. */
export async function importOnce(story: Story, copy: WorkingCopy, report: Check): Promise<Import[]> {
  story.chapter('Into HubSpot, exactly once')
  if (report.findings.some(({ outcome }) => outcome === 'file_refused')) throw refused(copy.fileName)
  await startOnce(story, report)
  const first = await follow(story, report, { isExample: copy.isExample })
  if (first.errors === 0) return [first]
  story.chapter('The rows that did not make it')
  await explain(story, first, report.planId)
  return [first, ...(await importFailedRows(story, copy, { planId: report.planId, first }))]
}

function refused(fileName: string): DemoFailure {
  return new DemoFailure(`HubSpot would refuse ${fileName} as a whole; the findings above say why.`)
}

async function startOnce(story: Story, { planId, ready, rows }: Check): Promise<void> {
  if (!ready) {
    story.step('Start it? Not while rows or values would be lost and nobody has said yes.')
    await story.refused(startImportTool, { planId }, 'findings_block')
  }
  const args = ready ? { planId } : { planId, acceptFindings: true }
  story.step(ready ? 'Start it.' : 'The person accepts the loss for now.')
  const first = await story.call(startImportTool, args)
  const [started] = first.imports
  story.expect(first.outcome === 'started' && started?.importId !== null, 'HubSpot has taken the file')
  story.expect(started?.rows === rows, 'as many rows as were checked')
  story.step('An agent loses the answer and starts it again.')
  const again = await story.call(startImportTool, args)
  const isSame = again.outcome === 'already_started' && again.imports[0]?.importId === started?.importId
  story.expect(isSame, 'nothing was sent a second time; it is the same import')
}

const WAIT_SECONDS = 20

/** Waits for the end of the import of a plan. */
async function follow(story: Story, report: Check, { isExample }: { isExample: boolean }): Promise<Import> {
  const { planId } = report
  const before = story.tally.notifications
  story.step('How far is it?')
  for (;;) {
    const now = await story.call(getImportTool, { planId, waitSeconds: WAIT_SECONDS })
    if (!now.finished) continue
    story.expect(story.tally.notifications > before, 'progress was told meanwhile')
    expectNumbers(story, now, report, isExample)
    return now
  }
}

function expectNumbers(story: Story, done: Import, report: Check, isExample: boolean): void {
  const { state, rows, records } = done
  const { lost } = rows
  story.expect(state === 'DONE', 'the import is done')
  story.expect(rows.total === report.rows, `HubSpot counts the same ${report.rows.toLocaleString('en-US')} rows`)
  const written = records.created + records.updated
  story.expect(written > 0 || lost === report.rows, `${written.toLocaleString('en-US')} records were written`)
  const asForeseen = lost === report.rowsLost
  const told = `${lost} rows were lost, ${asForeseen ? 'as' : 'not as'} the check had said (${report.rowsLost})`
  if (isExample) story.expect(asForeseen, told)
  else story.note(told)
}

async function explain(story: Story, { errors }: Import, planId: string): Promise<void> {
  story.step('Why? In causes, with the lines of the file.')
  const { total, complete, groups } = await story.call(getImportErrorsTool, { planId, limit: 0 })
  for (const { errorType, columnName, count, outcome, examples } of groups) {
    const [example] = examples
    const column = columnName === null ? '' : ` in ${columnName}`
    const where = example?.line === undefined || example.line === null ? '' : `, first in line ${example.line}`
    story.note(`${count} × ${errorType}${column} (${outcome.replace('_', ' ')}${where})`)
  }
  const sum = groups.reduce((all, { count }) => all + count, 0)
  story.expect(sum === total, 'every error is in one of the groups')
  if (complete) story.expect(total === errors, 'as many as the import has counted')
}

interface Failed {
  planId: string
  first: Import
}

async function importFailedRows(story: Story, copy: WorkingCopy, { planId, first }: Failed): Promise<Import[]> {
  story.step('Put these rows into a file of their own, repaired where that is safe.')
  const exported = await story.call(exportFailedRowsTool, { planId })
  const rows = exported.plans.reduce((sum, plan) => sum + plan.rows, 0)
  const lost = first.rows.lost ?? 0
  for (const { errorType, rows: count, why } of exported.leftOut)
    story.note(`left out: ${count} × ${errorType}. ${why}`)
  story.expect(rows <= first.errors, 'every row with an error is in it, once')
  if (copy.isExample) {
    const still = exported.plans.reduce((sum, plan) => sum + plan.rowsStillFailing, 0)
    story.expect(
      still === EXAMPLE.rowsLost - EXAMPLE.addressesMended,
      `${EXAMPLE.addressesMended} addresses are mended by themselves`,
    )
  }
  const done: Import[] = []
  for (const plan of exported.plans) done.push(await importAgain(story, copy, { plan, first }))
  const left = done.reduce((sum, { rows: { lost: again } }) => sum + (again ?? 0), 0)
  story.expect(copy.isExample ? left === 0 : left <= lost, `${left} rows are left for a person; before it were ${lost}`)
  return done
}

interface Again {
  plan: z.output<typeof exportFailedRowsTool.output>['plans'][number]
  first: Import
}

async function importAgain(story: Story, copy: WorkingCopy, { plan, first }: Again): Promise<Import> {
  const before = await check(story, plan.planId, 'Would they pass now?')
  story.expect(before.rows === plan.rows, 'the file holds these rows and no others')
  story.expect(before.rowsLost === plan.rowsStillFailing, 'the check agrees with the export')
  const report = copy.isExample && !before.ready ? await correct(story, plan) : before
  story.step('Import them again; records that are there already are updated.')
  const args = { planId: plan.planId, ...(!report.ready && { acceptFindings: true }) }
  const { outcome, imports } = await story.call(startImportTool, args)
  const isNew = outcome === 'started' && imports[0]?.importId !== first.importId
  story.expect(isNew, 'this is another import: its content is another')
  return follow(story, report, { isExample: copy.isExample })
}

/** What no program can know is told in the file, cell by cell; a person writes what is right. */
async function correct(story: Story, { planId, files }: Again['plan']): Promise<Check> {
  story.step('A person opens the file and corrects what the column "Import error" names.')
  const paths = files.map(({ path }) => path)
  for (const path of paths) {
    const text = await readFile(path, 'utf8')
    const corrections = CORRECTIONS.filter(([wrong]) => text.includes(wrong))
    const [example] = corrections
    if (example !== undefined)
      story.note(`${corrections.length} corrections, such as "${example[0]}" → "${example[1]}"`)
    await writeFile(
      path,
      corrections.reduce((corrected, [wrong, right]) => corrected.replaceAll(wrong, right), text),
    )
  }
  await story.call(reviseMappingTool, { planId, files: paths })
  const report = await check(story, planId, 'And now?')
  story.expect(report.ready, 'all of them pass')
  return report
}
