import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { NO_RATE_LIMITS } from '../sandbox/call-sandbox.ts'
import { type Agent, type Cost, MOST_TOKENS, startAgent } from './agent.ts'
import type { Stage, Task } from './task.ts'

export interface TaskResult {
  name: string
  costs: readonly Cost[]
  /** What went wrong; undefined: nothing. */
  problem?: string
}

/** The built program as a process of its own, connected to an account of its own. */
export async function runTask(task: Task): Promise<TaskResult> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'hubspot-import-eval-')))
  const sandbox = await startSandbox({ scopes: task.scopes, clock: task.clock?.(), rateLimits: NO_RATE_LIMITS })
  const stage: Stage = { folder: join(root, 'files'), sandbox }
  try {
    await mkdir(stage.folder)
    for (const [name, content] of Object.entries(task.files ?? {})) await writeFile(join(stage.folder, name), content)
    await task.prepare?.(stage)
    if (task.before !== undefined) await inConversation(task, stage, root, (agent) => task.before?.(agent, stage))
    return await inConversation(task, stage, root, async (agent) => {
      agent.hear(task.words(stage))
      const problem = await task.run(agent, stage).then(
        () => problemOf(task, agent.costs),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      return { name: task.name, costs: agent.costs, ...(problem !== undefined && { problem }) }
    })
  } finally {
    await sandbox.close()
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
}

async function inConversation<Result>(
  { credentials, cannotAsk }: Task,
  { folder, sandbox }: Stage,
  root: string,
  work: (agent: Agent) => Promise<Result> | Result,
): Promise<Result> {
  const agent = await startAgent({
    flags: ['--allow-dir', folder, '--state-dir', join(root, 'state')],
    env: credentials === 'none' ? {} : { HUBSPOT_ACCESS_TOKEN: sandbox.accessToken, HUBSPOT_BASE_URL: sandbox.url },
    agrees: cannotAsk !== true,
  })
  try {
    return await work(agent)
  } finally {
    await agent.close()
  }
}

export const sumOf = (costs: readonly Cost[], part: 'args' | 'text' | 'structured'): number =>
  costs.reduce((sum, cost) => sum + cost[part], 0)

function problemOf({ calls, tokens }: Task, all: readonly Cost[]): string | undefined {
  // How often an import is asked about until it has ended is a matter of the machine.
  const isAgain = ({ tool }: Cost, place: number) => tool === 'get_import' && all[place - 1]?.tool === tool
  const costs = all.filter((cost, place) => !isAgain(cost, place))
  const long = all.find(({ text, structured }) => Math.max(text, structured) > MOST_TOKENS)
  if (long !== undefined) return `${long.tool} answers with ${long.text} and ${long.structured} tokens.`
  if (costs.length > calls) return `${costs.length} calls instead of ${calls}.`
  const sum = sumOf(costs, 'args') + Math.max(sumOf(costs, 'text'), sumOf(costs, 'structured'))
  return sum > tokens ? `${sum} tokens instead of ${tokens}.` : undefined
}
