import { expect, test } from 'vitest'
import { inTerminal, toolsIn } from '../../src/cli/terminal-words.ts'

test('inTerminal() leaves what no flag does to the tool, which toolsIn() finds', () => {
  const text = 'Choose another propertyName (list_properties), make it with create_property, or use revise_mapping.'
  expect(inTerminal(text)).toBe(text)
  expect(toolsIn([text, 'revise_mapping again', 'not_a_tool, start_imports'])).toEqual([
    'revise_mapping',
    'list_properties',
    'create_property',
  ])
})

test('inTerminal() says what to type for the objects of a file', () => {
  expect(inTerminal('For companies call propose_mapping again with objectTypes: ["companies"].')).toBe(
    'For companies check it again with --object companies.',
  )
})
