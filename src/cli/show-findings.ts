import type { z } from 'zod'
import type { Finding } from '../import/finding.ts'
import { tellOptions } from '../import/preflight/option-text.ts'
import type { validateImportTool } from '../tools/validate_import.ts'
import type { Screen, Style } from './screen.ts'
import { shownName } from './show-mapping.ts'
import { inTerminal } from './terminal-words.ts'

export type Check = z.output<typeof validateImportTool.output>

const WORDS: Readonly<Record<string, { word: string; style: Style }>> = {
  file_refused: { word: 'file refused', style: 'red' },
  row_lost: { word: 'row lost', style: 'red' },
  value_lost: { word: 'value lost', style: 'yellow' },
  association_lost: { word: 'link lost', style: 'yellow' },
}
const NOTICE = { word: 'notice', style: 'cyan' } as const

/** What would happen, finding by finding. `brief`: one line and the repair each. */
export function showFindings(screen: Screen, check: Check, { brief = false } = {}): void {
  for (const finding of check.findings) showFinding(screen, finding, brief)
  if (check.findingsLeftOut > 0) screen.paragraph(`… and ${check.findingsLeftOut} more findings`, { lead: '  ' })
}

function showFinding(screen: Screen, finding: Finding, brief: boolean): void {
  const { word, style } = WORDS[finding.outcome ?? ''] ?? NOTICE
  const column = finding.columnName === null ? '' : ` in ${shownName(finding.columnName, finding.columnIndex)}`
  screen.paragraph(`${finding.count.toLocaleString('en-US')} × ${finding.errorType}${column}`, {
    lead: `  ${word.padEnd(12)}  `,
    leadStyle: style,
  })
  if (!brief) screen.paragraph(finding.message, { lead: DEEPER })
  const shown = brief ? finding.examples.slice(0, 1) : finding.examples
  for (const { line, value } of shown) {
    const [lead, text] = value === '' ? [DEEPER, `line ${line}`] : [`${DEEPER}line ${line}: `, quoted(value)]
    screen.paragraph(text, { lead, style: 'dim' })
  }
  if (!brief) showUnknown(screen, finding)
  showRepair(screen, finding)
  if (!brief && finding.repair === undefined) screen.paragraph(inTerminal(finding.fix), { lead: `${DEEPER}Fix: ` })
}

/** The texts that name nothing in HubSpot, and what there is instead. */
function showUnknown(screen: Screen, { unknown }: Finding): void {
  if (unknown === undefined) return
  const { values, valuesLeftOut, choices, choicesLeftOut } = unknown
  const shown = values.slice(0, MOST_VALUES).map(({ value, count }) => `${quoted(value)} (${count})`)
  const leftOut = values.length - shown.length + valuesLeftOut
  const more = leftOut === 0 ? [] : [`and ${leftOut} more`]
  if (values.length > 1) screen.paragraph([...shown, ...more].join(', '), { lead: `${DEEPER}Values: ` })
  if (choices.length > 0) screen.paragraph(tellOptions(choices, choicesLeftOut), { lead: `${DEEPER}Options: ` })
}

const MOST_VALUES = 20

function showRepair(screen: Screen, { repair, count }: Finding): void {
  if (repair === undefined) return
  const [example] = repair.examples
  const change = example === undefined ? '' : `: ${quoted(example.before)} → ${quoted(example.after)}`
  screen.paragraph(`${repair.name} mends ${repair.count} of ${count}${change}`, {
    lead: `${DEEPER}Repair: `,
    leadStyle: 'green',
  })
}

const DEEPER = ' '.repeat(16)

/** In quotes where the end of it could be missed. */
const quoted = (text: string): string => (text === '' || text.trim() !== text ? JSON.stringify(text) : text)
