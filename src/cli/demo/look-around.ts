import { counted } from '../../counted.ts'
import { listImportsTool } from '../../tools/list_imports.ts'
import { listPropertiesTool } from '../../tools/list_properties.ts'
import type { Import } from './import-once.ts'
import type { Story } from './story.ts'

/** What the account knows now: its properties, and how many imports there were. */
export async function lookAround(story: Story, imports: readonly Import[]): Promise<void> {
  story.chapter('What the account knows')
  story.step('What may a lifecycle stage be?')
  const wanted = { objectType: 'contacts', query: 'lifecycle stage', limit: 5 }
  const { properties } = await story.call(listPropertiesTool, wanted)
  const stage = properties.find(({ name }) => name === 'lifecyclestage')
  story.note((stage?.options ?? []).join(', '))
  story.expect((stage?.options ?? []).length > 0, 'the options are those of the account')
  story.step('Which imports were there?')
  const listed = await story.call(listImportsTool, {})
  for (const one of listed.imports) {
    story.note(`${one.importName}: ${one.state}, ${counted(one.rows ?? 0, 'row')}, ${counted(one.errors, 'error')}`)
  }
  const ids = listed.imports.map(({ importId }) => importId).sort()
  const expected = imports.map(({ importId }) => importId).sort()
  story.expect(ids.join() === expected.join(), `${expected.length} were meant, ${ids.length} are there: exactly once`)
}
