import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isTableName } from './file-format.ts'

const MAX_LISTED = 2_000

/** Names of the tables in a folder, in no order. Hidden files are not told. */
export async function listTables(folder: string): Promise<string[]> {
  const names: string[] = []
  let listed = 0
  for await (const entry of await opendir(folder)) {
    listed += 1
    if (listed > MAX_LISTED) break
    if (entry.isFile() && isTableName(entry.name) && !entry.name.startsWith('.')) names.push(entry.name)
  }
  return names
}

/** The same, what was changed last first: that is what somebody wants to import. */
export async function newestTables(folder: string): Promise<string[]> {
  const dated = (await listTables(folder)).map(async (name) => {
    const facts = await stat(join(folder, name)).catch(() => undefined)
    return { name, changed: facts?.mtimeMs ?? 0 }
  })
  return (await Promise.all(dated)).sort((left, right) => right.changed - left.changed).map(({ name }) => name)
}
