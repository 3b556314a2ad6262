import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../connect.ts'
import { tokensOf } from './agent.ts'
import { runTask, sumOf, type TaskResult } from './run-task.ts'
import { ASSOCIATION_TASKS } from './tasks/associations.ts'
import { IMPORT_TASKS } from './tasks/imports.ts'
import { LARGE_TASKS } from './tasks/large.ts'
import { MAPPING_TASKS } from './tasks/mapping.ts'
import { PROBLEM_TASKS } from './tasks/problems.ts'

const TASKS = [...IMPORT_TASKS, ...MAPPING_TASKS, ...ASSOCIATION_TASKS, ...PROBLEM_TASKS, ...LARGE_TASKS]

/** `npm run eval` runs all of them, and prints what every task cost. */
const isEval = process.env.EVAL === 'all'
const SHORT_MS = 60_000
const LONG_MS = 1_200_000

const results: TaskResult[] = []

describe.concurrent('a model that knows only what it was told', () => {
  for (const task of TASKS) {
    test.skipIf(task.isAlways !== true && !isEval)(
      task.name,
      { timeout: task.isLong ? LONG_MS : SHORT_MS },
      async () => {
        const result = await runTask(task)
        results.push(result)
        expect(result.problem).toBeUndefined()
      },
    )
  }
})

test.each([
  [3_500, []],
  [2_000, ['--toolsets', 'imports']],
])('the list of tools costs at most %i tokens with %j', async (most, flags) => {
  await using connection = await connect({ flags: ['--sandbox', ...flags] })
  const { tools } = await connection.client.listTools()
  const seen = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
  expect(tokensOf(seen)).toBeLessThanOrEqual(most)
})

afterAll(() => {
  if (isEval) process.stdout.write(`\n${table(results)}\n`)
})

function table(all: readonly TaskResult[]): string {
  const ordered = TASKS.flatMap(({ name }) => all.find((result) => result.name === name) ?? [])
  const rows = ordered.map(({ name, costs, problem }) => row(name, costs, problem ?? 'passed'))
  const costs = ordered.flatMap((result) => result.costs)
  const passed = ordered.filter(({ problem }) => problem === undefined).length
  return [
    '| Task | Calls | Arguments | Answers as text | as structure | Result |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    row('all', costs, `${passed} of ${ordered.length}`),
  ].join('\n')
}

function row(name: string, costs: TaskResult['costs'], result: string): string {
  const figures = [costs.length, sumOf(costs, 'args'), sumOf(costs, 'text'), sumOf(costs, 'structured')]
  return `| ${[name, ...figures.map((figure) => figure.toLocaleString('en-US')), result].join(' | ')} |`
}
