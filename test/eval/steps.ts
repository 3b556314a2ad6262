import { z } from 'zod'
import type { Agent, Answer } from './agent.ts'

/** Waits as long as the answers say. */
export async function follow(agent: Agent, planId: unknown, most = 60): Promise<Answer> {
  for (let calls = 0; calls < most; calls += 1) {
    const answer = await agent.call('get_import', { planId, waitSeconds: 20 })
    if (answer.isError || answer.field('finished') === true) return answer
  }
  throw new Error(`The import has not ended after ${most} calls.`)
}

/** Consent is asked of the person by the client. */
export async function startAndFollow(agent: Agent, planId: unknown, args: object = {}): Promise<Answer> {
  const started = await agent.call('start_import', { planId, ...args })
  return started.isError ? started : follow(agent, started.field('planId'))
}

const repairs = z.array(z.record(z.string(), z.unknown()))

/** `repairs: [...]` of a next step, to be passed on as it stands. */
export function offeredRepairs(answer: Answer): unknown {
  const [, text = ''] = /repairs: (\[.*?\])(?:,|\.)/.exec(String(answer.field('nextStep'))) ?? []
  return repairs.parse(JSON.parse(text))
}
