import { createReadStream, type ReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { knownHeads } from '../audit/heads.ts'
import { type Verified, verifyLines } from '../audit/verify.ts'
import type { Config } from '../config.ts'
import { counted } from '../counted.ts'
import { UsageError } from '../errors.ts'
import { openStateFolder } from '../import/state-folder.ts'
import { safeText } from '../safe-text.ts'
import { EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { isMissing } from './named-file.ts'
import { createProgressBar } from './progress-bar.ts'

/** `audit verify`: exit code 0 where every line fits, 1 with the first that does not. @throws UsageError */
export async function runAudit({ command, workingFolder, stateDir, json }: Config, io: Io): Promise<number> {
  if (command.name !== 'audit') throw new Error(`runAudit was called for ${command.name}`)
  const named = resolve(workingFolder, command.file)
  const unreadable = (cause: unknown) => Promise.reject(unreadableLog(named, cause))
  const path = await realpath(named).catch(unreadable)
  const heads = await knownHeads(openStateFolder(stateDir), path)
  const known = command.hash === undefined ? heads : [...heads, command.hash]
  const { signal } = io
  const stream = createReadStream(path, { signal })
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  const verified = await withBar(io, { stream, path }, () => verifyLines(lines, known)).catch(unreadable)
  io.write(json ? `${JSON.stringify({ ...verified, knownHeads: heads.length })}\n` : tell(verified, heads.length))
  return verified.broken === null ? EXIT.OK : EXIT.FINDINGS
}

async function withBar<Result>(
  io: Io,
  { stream, path }: { stream: ReadStream; path: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const bar = createProgressBar(io)
  const { size: total } = await stat(path)
  stream.on('data', () => bar.show({ progress: stream.bytesRead, total, message: 'Reading the log' }))
  return work().finally(bar.clear)
}

function tell({ lines, chains, lastHash, broken }: Verified, heads: number): string {
  if (broken !== null) return `Broken: line ${broken.line} ${safeText(broken.problem)}.\n`
  const tail =
    heads > 0
      ? 'The end was compared with what the state folder remembers.'
      : 'Whether lines were cut off the end cannot be told here: the state folder remembers nothing of this file.'
  return [
    `ok: ${counted(lines, 'line')}, written by ${counted(chains, 'process', 'processes')}.`,
    tail,
    ...(lastHash === null ? [] : [`Keep this elsewhere, and pass it next time: ${lastHash}`]),
    '',
  ].join('\n')
}

function unreadableLog(path: string, cause: unknown): UsageError {
  const what = isMissing(cause) ? 'There is no audit log' : 'The audit log cannot be read:'
  const fix = 'Name the file that --audit-log of the server names, as a user who may read it.'
  return new UsageError('file_unreadable', `${what} "${safeText(path)}".`, fix, { cause })
}
