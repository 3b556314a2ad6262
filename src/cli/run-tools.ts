import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Config } from '../config.ts'
import { createContext } from '../context.ts'
import { UsageError } from '../errors.ts'
import { silentLog } from '../log.ts'
import type { AllowedFiles } from '../table/allowed-files.ts'
import type { Progress, TypedTool } from '../tools/tool.ts'
import { inTerminal } from './terminal-words.ts'

export interface ToolRunner {
  /** As an agent would call it. An error says what to do in a terminal. */
  call<Output extends z.ZodObject>(tool: TypedTool<Output>, args: Record<string, unknown>): Promise<z.output<Output>>
}

interface RunOptions {
  files: AllowedFiles
  signal: AbortSignal
  report?: (progress: Progress) => void
}

/** Tools without a server, for as long as `work` takes. Plans they make are kept in a temporary folder and go with it. */
export async function withTools<Result>(
  config: Config,
  { files, signal, report = () => undefined }: RunOptions,
  work: (runner: ToolRunner) => Promise<Result>,
): Promise<Result> {
  const stateDir = await mkdtemp(join(tmpdir(), 'hubspot-import-'))
  const context = createContext({ ...config, stateDir }, { files, log: silentLog })
  try {
    return await work({
      async call(tool, args) {
        const answer = tool.call(args, { ...context, signal, report, answer: () => 'none' })
        const { structured, whole = structured } = await unlessStopped(answer, signal).catch(tellInTerminal)
        return tool.output.parse(whole)
      },
    })
  } finally {
    await context.close()
    await rm(stateDir, { recursive: true, force: true })
  }
}

function tellInTerminal(error: unknown): never {
  if (!(error instanceof UsageError)) throw error
  const { code, message, fix, outcome, hubspot, line, retryAfterSeconds, cause } = error
  throw new UsageError(code, message, inTerminal(fix), { outcome, hubspot, line, retryAfterSeconds, cause })
}

/** Definitions of the account are read for all who ask, so a call alone does not end that: who has stopped does not wait. */
async function unlessStopped<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const answered = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { signal: answered.signal })
  })
  return Promise.race([answer, stopped]).finally(() => answered.abort())
}
