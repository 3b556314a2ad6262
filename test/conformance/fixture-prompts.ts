import {
  acceptedContent,
  completable,
  type GetPromptResult,
  inputRequired,
  type McpServer,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { PNG } from './fixture-tools.ts'

type Content = GetPromptResult['messages'][number]['content']

const user = (...contents: Content[]): GetPromptResult => ({
  messages: contents.map((content) => ({ role: 'user', content })),
})
const text = (said: string): Content => ({ type: 'text', text: said })

export function registerFixturePrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'A text.' }, () =>
    user(text('This is a simple prompt for testing.')),
  )
  const arg1 = completable(z.string(), (start) =>
    ['testing', 'tester', 'other'].filter((each) => each.startsWith(start)),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'A text of two arguments.', argsSchema: z.object({ arg1, arg2: z.string() }) },
    ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A resource and a text.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) =>
      user(
        {
          type: 'resource',
          resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        },
        text('Please process the embedded resource above.'),
      ),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'An image and a text.' }, () =>
    user({ type: 'image', data: PNG, mimeType: 'image/png' }, text('Please analyze the image above.')),
  )
  const context = z.object({ context: z.string() })
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks the person first.' },
    ({ mcpReq }) => {
      const accepted = acceptedContent(mcpReq.inputResponses, 'user_context', context)
      if (accepted !== undefined) return user(text(accepted.context))
      const message = 'What context should the prompt use?'
      return inputRequired({
        inputRequests: { user_context: inputRequired.elicit({ message, requestedSchema: context }) },
      })
    },
  )
}
