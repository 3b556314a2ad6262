import type { Host } from './host.ts'
import { list, text } from './read.ts'
import type { Column } from './results.ts'
import type { Store } from './session.ts'

const MOST = 8

/** Looks a property up by its name. Of several searches under way only the answer to the last one is shown. */
export async function findProperty(
  { host, store }: { host: Host; store: Store },
  { file, index }: Column,
  { objectTypeId, query }: { objectTypeId: string; query: string },
): Promise<void> {
  const found = query === '' ? null : (store.get().search?.found ?? null)
  store.set({ search: { file, index, objectTypeId, query, found } })
  if (query === '') return
  const answer = await host
    .callTool('list_properties', { objectType: objectTypeId, query, limit: MOST })
    .catch((error: unknown) => ({ text: String(error), structured: null, isError: true }))
  const { search } = store.get()
  if (search?.query !== query || search.objectTypeId !== objectTypeId) return
  if (answer.isError) return store.set({ problem: answer.text })
  const properties = list(answer.structured?.properties, ({ name, label }) => ({
    objectTypeId,
    propertyName: text(name),
    label: text(label),
  }))
  store.set({ search: { ...search, found: properties } })
}
