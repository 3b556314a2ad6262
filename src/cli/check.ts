import type { Config } from '../config.ts'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { proposeMappingTool } from '../tools/propose_mapping.ts'
import { tellVerdict } from '../tools/tell-losses.ts'
import type { Progress } from '../tools/tool.ts'
import { validateImportTool } from '../tools/validate_import.ts'
import { checkDocument } from './documents.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { namedFile, onlyFile } from './named-file.ts'
import { createProgressBar } from './progress-bar.ts'
import { withTools } from './run-tools.ts'
import { createScreen, type Screen } from './screen.ts'
import { type Check, showFindings } from './show-findings.ts'
import { type Mapping, showColumns, tellDates, tellFile } from './show-mapping.ts'
import { inTerminal, toolsIn } from './terminal-words.ts'

/** Mapping and preflight of one file. The exit code: whether something would be lost. @throws UsageError */
export async function runCheck(config: Config, io: Io): Promise<number> {
  const checked = await checkFile(config, io)
  if (config.json) io.write(asJson(checked))
  else show(checked, createScreen(io))
  return isReady(checked) ? EXIT.OK : EXIT.FINDINGS
}

interface Checked {
  path: string
  mapping: Mapping
  /** undefined: no column has a match, so there is nothing to check. */
  check: Check | undefined
}

async function checkFile(config: Config, io: Io): Promise<Checked> {
  const { command, workingFolder, objectType, encoding, sheet } = config
  if (command.name !== 'check') throw new Error(`runCheck was called for ${command.name}`)
  const path = await namedFile(command.file, workingFolder)
  const bar = createProgressBar(io)
  let step = '1/2'
  const report = (progress: Progress) => bar.show({ ...progress, message: `${step} ${progress.message}` })
  try {
    return await withTools(config, { files: onlyFile(path), signal: io.signal, report }, async ({ call }) => {
      const objectTypes = objectType === undefined ? undefined : [objectType]
      const mapping = await call(proposeMappingTool, { file: path, objectTypes, encoding, sheet })
      if (sheet !== undefined) mustHaveSheets(mapping, sheet)
      if (!hasMatch(mapping)) return { path, mapping, check: undefined }
      step = '2/2'
      const check = await call(validateImportTool, { planId: mapping.planId, maxExamples: MOST_EXAMPLES })
      return { path, mapping, check }
    })
  } finally {
    bar.clear()
  }
}

function mustHaveSheets({ files }: Mapping, sheet: string): void {
  const without = files.find((file) => file.sheet === undefined)
  if (without === undefined) return
  throw new UsageError(
    'invalid_arguments',
    `${without.fileName} is no workbook, so it has no sheet "${safeText(sheet)}".`,
    'Leave --sheet out.',
  )
}

const MOST_EXAMPLES = 3

const hasMatch = ({ files }: Mapping): boolean =>
  files.some(({ columns }) => columns.some(({ objectTypeId }) => objectTypeId !== null))

const isReady = ({ check }: Checked): boolean => check?.ready === true

function asJson(checked: Checked): string {
  const { path: file, mapping, check = null } = checked
  const document = checkDocument.parse({ file, ready: isReady(checked), mapping, check })
  return `${JSON.stringify(document, null, 2)}\n`
}

function show(checked: Checked, screen: Screen): void {
  const { mapping, check } = checked
  for (const file of mapping.files) {
    screen.paragraph(file.fileName, { style: 'bold' })
    screen.paragraph(tellFile(file))
    if (file.sheets !== undefined)
      screen.paragraph(`Its sheets: ${listed(file.sheets)}. ${HOW_TO_CHOOSE}`, { style: 'dim' })
    screen.paragraph(mapping.definitions === 'account' ? OF_ACCOUNT : BUILT_IN, { style: 'dim' })
    screen.blank()
    showColumns(screen, file.columns)
  }
  screen.blank()
  if (mapping.dateFormat !== undefined) screen.paragraph(tellDates(mapping.dateFormat), { lead: 'Dates: ' })
  for (const question of mapping.questions) screen.paragraph(inTerminal(question), { lead: '? ', leadStyle: 'yellow' })
  screen.blank()
  if (check === undefined) screen.paragraph(NOTHING_FITS, { style: 'red' })
  else showCheck(check, screen)
  const tools = toolsIn(advice(checked).map(inTerminal))
  if (tools.length > 0) screen.paragraph(`${WHO_CALLS_TOOLS}: ${tools.join(', ')}.`, { style: 'dim' })
}

/** What may name a tool. A finding with a repair shows that and no fix. */
const advice = ({ mapping, check }: Checked): string[] => [
  ...mapping.questions,
  ...(check?.findings ?? []).flatMap(({ repair, fix }) => (repair === undefined ? [fix] : [])),
]

const WHO_CALLS_TOOLS = 'Tools of this server, which an agent calls for you in a conversation'

const MOST_SHEETS = 8
const HOW_TO_CHOOSE = '--sheet NAME checks another one.'

function listed(sheets: readonly string[]): string {
  const more = sheets.length > MOST_SHEETS ? ` and ${sheets.length - MOST_SHEETS} more` : ''
  return `${sheets
    .slice(0, MOST_SHEETS)
    .map((name) => `"${name}"`)
    .join(', ')}${more}`
}

const OF_ACCOUNT = 'Checked against the properties of the connected account.'
const BUILT_IN =
  "Checked against HubSpot's default properties; custom properties and owners are known only with an account."
const NOTHING_FITS =
  'No column fits a HubSpot property, so nothing can be imported as it is. Name what the rows are with --object, or give the columns telling headers.'

function showCheck(check: Check, screen: Screen): void {
  showFindings(screen, check)
  if (check.findings.length > 0) screen.blank()
  const { word, style } = verdict(check)
  screen.paragraph(word, { style })
  if (check.findings.some(({ repair }) => repair !== undefined)) screen.paragraph(HOW_TO_REPAIR, { style: 'dim' })
}

const HOW_TO_REPAIR =
  'Repairs are switched on in a conversation with an agent (revise_mapping); the file stays as it is.'

function verdict(check: Check): { word: string; style: 'green' | 'red' } {
  const rows = counted(check.rows, 'row')
  if (check.ready) return { word: `Ready: ${rows} checked, nothing would be lost.`, style: 'green' }
  return { word: `Not ready: ${rows} checked, ${tellVerdict(check)}.`, style: 'red' }
}
