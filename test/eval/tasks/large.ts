import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { follow, startAndFollow } from '../steps.ts'
import type { Task } from '../task.ts'
import { mustBe, numberOf } from './end-state.ts'

const COLUMNS = 1_000
const ROWS = 3_000_000
const ROWS_A_CHUNK = 20_000

const wide = (): string => {
  const names = Array.from({ length: COLUMNS - 2 }, (_, index) => `Answer ${index + 1}`)
  const cells = names.map((_, index) => `text ${index}`)
  return `${['Email', 'Annual Revenue', ...names].join()}\n${['ann@example.com', 'a lot', ...cells].join()}\n`
}

export const LARGE_TASKS: readonly Task[] = [
  {
    name: 'a file of 1,000 columns',
    isAlways: true,
    words: () => 'What is in wide.csv? Import the columns that fit.',
    files: { 'wide.csv': wide() },
    calls: 6,
    tokens: 7_500,
    async run(agent, { sandbox }) {
      const seen = await agent.call('inspect_file', { file: 'wide.csv' })
      const proposed = await agent.call('propose_mapping', { file: 'wide.csv' })
      mustBe(Number(seen.field('columnsLeftOut')) > 500, true)
      mustBe(Number(proposed.field('files', 0, 'columnsLeftOut')) > 500, true)
      await agent.call('revise_mapping', { planId: proposed.field('planId'), columnsFrom: 0 })
      await agent.call('validate_import', { planId: proposed.field('planId') })
      await startAndFollow(agent, proposed.field('planId'), { acceptFindings: true })
      mustBe(numberOf(sandbox, '0-1', 'email', 'ann@example.com'), 1)
    },
  },
  {
    name: 'a file of 3,000,000 rows',
    words: () => 'Import big.csv.',
    async prepare({ folder }) {
      function* chunks() {
        yield 'First name,Email\n'
        for (let first = 0; first < ROWS; first += ROWS_A_CHUNK) {
          yield Array.from({ length: ROWS_A_CHUNK }, (_, row) => `Ann,p${first + row}@example.com\n`).join('')
        }
      }
      await pipeline(Readable.from(chunks()), createWriteStream(join(folder, 'big.csv')))
    },
    isLong: true,
    // Three calls until it is started; how often it is asked for depends on the machine.
    calls: 100,
    tokens: 25_000,
    async run(agent, { sandbox }) {
      const proposed = await agent.call('propose_mapping', { file: 'big.csv' })
      const planId = proposed.field('planId')
      const checked = await agent.call('validate_import', { planId })
      mustBe(checked.field('rows'), ROWS)
      const started = await agent.call('start_import', { planId })
      mustBe(started.isError, false)
      const end = await follow(agent, planId, 97)
      mustBe(end.field('records', 'created'), ROWS)
      mustBe(numberOf(sandbox, '0-1', 'email', `p${ROWS - 1}@example.com`), 1)
    },
  },
]
