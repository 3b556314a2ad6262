import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Io } from './io.ts'
import { StoppedAt, stoppedBy } from './stopped.ts'

/**
 * One of the commands that do their work in the terminal and end. The exit code; of a command that was stopped that of
 * the signal, after a word on stderr about what was done.
 * @throws UsageError
 */
export async function runCommand(config: Config, io: Io, clock: Clock): Promise<number> {
  try {
    return await commandOf(config, io, clock)
  } catch (error) {
    const stopped = stoppedBy(io.signal)
    if (stopped === undefined) throw error
    // Nobody is there to read it.
    if (stopped.by !== 'SIGPIPE')
      io.writeError(`${[tellWhere(error), LEFT_BEHIND[config.command.name] ?? []].flat().join(' ')}\n`)
    return stopped.exitCode
  }
}

async function commandOf(config: Config, io: Io, clock: Clock): Promise<number> {
  switch (config.command.name) {
    case 'check':
      return (await import('./check.ts')).runCheck(config, io)
    case 'demo':
      return (await import('./demo.ts')).runDemo(config, io)
    case 'token':
      return (await import('./token.ts')).runToken(config, config.command.principal, io, clock)
    case 'audit':
      return (await import('./audit.ts')).runAudit(config, io)
    default:
      return (await import('./doctor.ts')).runDoctor(config, io)
  }
}

const tellWhere = (error: unknown): string => (error instanceof StoppedAt ? `Stopped in ${error.where}.` : 'Stopped.')

/** What is there after a command that was stopped. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  check: 'Nothing was sent to HubSpot, and the file is as it was.',
  demo: 'What was imported was in the sandbox on this machine and is gone with it, as is the copy of the file.',
  doctor: 'It only looks: nothing was changed.',
  audit: 'The log was not read to its end; nothing was changed.',
}
