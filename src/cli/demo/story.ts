import { basename } from 'node:path'
import type { z } from 'zod'
import type { Tool, TypedTool } from '../../tools/tool.ts'
import type { Io } from '../io.ts'
import { createProgressBar } from '../progress-bar.ts'
import { createScreen, type Screen } from '../screen.ts'
import type { SpawnedServer } from './spawn-server.ts'

/** Something was not as it must be. */
export class DemoFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DemoFailure'
  }
}

/** What went through the model. */
export interface Tally {
  calls: number
  tools: Set<string>
  characters: number
  /** Progress notifications. */
  notifications: number
}

/** A conversation, told while it happens. */
export interface Story {
  screen: Screen
  /** For what belongs to a step. */
  inner: Screen
  tally: Tally
  chapter(title: string): void
  step(headline: string): void
  /** `step 7`, for a word about where it ended. */
  where(): string
  /** Calls a tool as a model would, shows the question and the first line of the answer. @throws DemoFailure */
  call<Output extends z.ZodObject>(tool: TypedTool<Output>, args: Arguments): Promise<z.output<Output>>
  /** A call that must be refused with this error code. @throws DemoFailure */
  refused(tool: Tool, args: Arguments, code: string): Promise<void>
  note(text: string): void
  /** @throws DemoFailure when it does not hold */
  expect(holds: boolean, claim: string): void
}

export type Arguments = Record<string, unknown>

const INDENT = 4

export function createStory(server: SpawnedServer, io: Io): Story {
  const screen = createScreen(io)
  const inner = screen.indented(INDENT)
  const bar = createProgressBar(io)
  const tally: Tally = { calls: 0, tools: new Set(), characters: 0, notifications: 0 }
  let steps = 0
  const ask = async (tool: string, args: Arguments) => {
    inner.paragraph(`${tool}  ${tellArguments(args)}`, { lead: '→ ', leadStyle: 'cyan', style: 'cyan' })
    const told = new Set<string>()
    const answer = await server.call(tool, args, (message) => {
      tally.notifications += 1
      told.add(progressText(message))
      bar.show({ progress: 0, message: progressText(message) })
    })
    bar.clear()
    if (told.size > 0) inner.paragraph([...told].join(' … '), { lead: '  … ', style: 'dim' })
    tally.calls += 1
    tally.tools.add(tool)
    tally.characters += tool.length + JSON.stringify(args).length + answer.text.length
    return answer
  }
  return {
    screen,
    inner,
    tally,
    chapter(title) {
      screen.blank()
      screen.paragraph(`── ${title} ${'─'.repeat(Math.max(0, screen.width - title.length - 4))}`, { style: 'dim' })
    },
    step(headline) {
      steps += 1
      screen.blank()
      screen.paragraph(headline, { lead: `${String(steps).padStart(2)}  `, leadStyle: 'bold', style: 'bold' })
    },
    where: () => `step ${steps}`,
    async call({ name, output }, args) {
      const { text, structured, isError } = await ask(name, args)
      if (isError) throw new DemoFailure(`${name} answered with an error:\n${text}`)
      inner.paragraph(firstLine(text), { lead: '← ' })
      const parsed = output.safeParse(structured)
      if (parsed.success) return parsed.data
      throw new DemoFailure(`The answer of ${name} has another form than expected: ${parsed.error.message}`)
    },
    async refused({ name }, args, code) {
      const { text, isError } = await ask(name, args)
      inner.paragraph(firstLine(text), { lead: '← ' })
      if (!isError || !text.startsWith(`${code}:`)) throw new DemoFailure(`${name} was not refused with ${code}.`)
    },
    note: (text) => inner.paragraph(text, { lead: '  ', style: 'dim' }),
    expect(holds, claim) {
      if (!holds) throw new DemoFailure(`This does not hold: ${claim}`)
      inner.paragraph(claim, { lead: '✓ ', leadStyle: 'green' })
    },
  }
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').replace(/^\[sandbox\] /, '')

/** `PROCESSING {"TOTAL_ROWS":12}`: the counters are for models. */
const progressText = (message: string): string => message.replace(/ \{.*$/, '')

const PLAN_ID = /^p\d{39}$/

function tellArguments(args: Arguments): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${tellValue(value)}`)
    .join(', ')
}

/** For reading, not JSON. A planId is told by its beginning; of a path only the file. */
function tellValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(tellValue).join('; ')
  if (typeof value === 'object' && value !== null) return `{${tellArguments({ ...value })}}`
  if (typeof value !== 'string') return String(value)
  if (PLAN_ID.test(value)) return `${value.slice(0, 6)}…`
  return /[\\/]/.test(value) ? basename(value) : value
}
