import { type Connection, wholeOf } from '../connect.ts'

/** `Email: email!`: a contact column; `!` is the identifier, `#` the record id, `-` left out. `0-2 Name: name` a company. */
export type ColumnText = string

export function requestOf(
  files: Record<string, readonly ColumnText[]>,
  importOperations: Record<string, string>,
  options: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    importOperations,
    ...options,
    files: Object.entries(files).map(([fileName, columns]) => ({
      fileName,
      fileImportPage: { hasHeader: true, columnMappings: columns.flatMap(mappingOf) },
    })),
  }
}

function mappingOf(text: ColumnText): object[] {
  const [, objectTypeId = '0-1', columnName = '', target = ''] = /^(?:(\d+-\d+) )?(.+): (\S+)$/.exec(text) ?? []
  if (target === '-') return []
  const columnType = target.endsWith('!') ? 'HUBSPOT_ALTERNATE_ID' : 'STANDARD'
  if (target === '#')
    return [
      { columnObjectTypeId: objectTypeId, columnName, propertyName: 'hs_object_id', columnType: 'HUBSPOT_OBJECT_ID' },
    ]
  return [{ columnObjectTypeId: objectTypeId, columnName, propertyName: target.replace('!', ''), columnType }]
}

/** Starts an import, whatever the check says, and waits for its end. */
export async function importRequest(
  connection: Connection,
  request: Record<string, unknown>,
  files: readonly string[],
): Promise<string> {
  const args = { importRequest: request, files, acceptFindings: true }
  const { planId } = wholeOf(await connection.call('start_import', args))
  return finish(connection, String(planId))
}

export async function startAgain(connection: Connection, planId: unknown): Promise<Record<string, unknown>> {
  wholeOf(await connection.call('start_import', { planId, acceptFindings: true }))
  await finish(connection, String(planId))
  return wholeOf(await connection.call('get_import', { planId }))
}

async function finish(connection: Connection, planId: string): Promise<string> {
  await connection.sandbox.clock.settle()
  wholeOf(await connection.call('get_import', { planId, waitSeconds: 20 }))
  return planId
}
