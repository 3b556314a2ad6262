import { z } from 'zod'
import { UsageError } from '../../src/errors.ts'
import { ConfirmationRequest, defineTool, type Tool } from '../../src/tools/tool.ts'

/** A tool that does what its test says. */
export function fixtureTool(
  run: Parameters<typeof defineTool<typeof input, typeof output>>[0]['run'],
  effect: Tool['effect'] = 'write',
): Tool {
  return defineTool({
    name: 'try_it',
    title: 'Try it',
    description: 'Use this to try the boundary.',
    effect,
    toolset: 'always',
    input,
    output,
    run,
    summary: ({ said }) => `It said ${said}.`,
  })
}

const input = z.strictObject({ word: z.string().default('nothing') })
const output = z.object({ said: z.string() })

/** Writes only when a person agreed to the subject. */
export const askingTool = (subject: () => string): Tool =>
  fixtureTool(async ({ word }, { answer }) => {
    const asked = subject()
    if (answer(asked) !== 'accepted') throw new ConfirmationRequest(asked, `Write ${word}?`)
    return { said: word }
  })

export const failingTool = (error: unknown, effect: Tool['effect'] = 'write'): Tool =>
  fixtureTool(async () => {
    throw error
  }, effect)

export const refusal = (details: ConstructorParameters<typeof UsageError>[3] = {}): UsageError =>
  new UsageError('hubspot_conflict', 'HubSpot has "a\u202eb" already.', 'Use another name.', details)
