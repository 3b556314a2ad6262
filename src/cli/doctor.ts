import type { Config } from '../config.ts'
import type { Check } from './doctor/check.ts'
import { checkConnection } from './doctor/check-connection.ts'
import { checkFolders } from './doctor/check-folders.ts'
import { checkProgram } from './doctor/check-program.ts'
import { checkSettings } from './doctor/check-settings.ts'
import { checkStarts } from './doctor/check-starts.ts'
import type { DoctorDocument } from './documents.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { createProgressBar } from './progress-bar.ts'
import { createScreen, type Screen, type Style } from './screen.ts'

/** What is configured, what is missing, what to do. The exit code: whether something is missing. */
export async function runDoctor(config: Config, io: Io): Promise<number> {
  const bar = createProgressBar(io)
  bar.show({ progress: 0, message: 'Looking at folders, settings and the connection' })
  const checks = await examine(config, io).finally(bar.clear)
  const ok = checks.every(({ status }) => status !== 'missing')
  if (config.json) io.write(`${JSON.stringify({ ok, checks } satisfies DoctorDocument, null, 2)}\n`)
  else show(checks, ok, createScreen(io))
  return ok ? EXIT.OK : EXIT.FINDINGS
}

async function examine(config: Config, io: Io): Promise<Check[]> {
  const folders = await checkFolders(config)
  const starts = await checkStarts(config)
  return [...checkProgram(io), ...folders, ...checkSettings(config), ...starts, ...(await checkConnection(config, io))]
}

const MARKS: Readonly<Record<Check['status'], { mark: string; style: Style }>> = {
  ok: { mark: '✓', style: 'green' },
  note: { mark: '!', style: 'yellow' },
  missing: { mark: '✗', style: 'red' },
}

const NAME_WIDTH = 16

function show(checks: readonly Check[], ok: boolean, screen: Screen): void {
  for (const { name, status, told, fix } of checks) {
    const { mark, style } = MARKS[status]
    screen.paragraph(told, { lead: `${mark} ${name.padEnd(NAME_WIDTH)}`, leadStyle: style })
    if (fix !== undefined) screen.paragraph(fix, { lead: `${' '.repeat(NAME_WIDTH + 2)}→ `, leadStyle: style })
  }
  screen.blank()
  screen.paragraph(ok ? 'Everything that is needed is there.' : 'Something is missing: see the lines marked ✗.', {
    style: ok ? 'green' : 'red',
  })
}
