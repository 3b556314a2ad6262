import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { safeText } from '../safe-text.ts'
import { newestTables } from './list-tables.ts'

/** A path that leads to a folder: its newest tables are named by texts that begin like the path. `real` may be read. */
export async function folderProblem(path: string, real: string): Promise<UsageError> {
  const tables = (await newestTables(real)).slice(0, MOST_NAMED).map((name) => `"${safeText(join(path, name))}"`)
  return new UsageError(
    'file_not_regular',
    `"${safeText(path)}" is a folder, not a file.`,
    tables.length === 0 ? NAME_A_TABLE : `Name one of its files, such as ${tables.join(' or ')}.`,
  )
}

const MOST_NAMED = 3
export const NAME_A_TABLE = 'Give the path of a CSV, .xlsx or .xls file.'
