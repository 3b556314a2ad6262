import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { countRows } from '../count-rows.ts'
import { checkImportRequest, type NormalisedRequest } from '../import-request-check.ts'
import type { StoredImport } from '../import-store.ts'
import { cursorOf, cursorText, limitOf, pagingOf } from '../paging.ts'
import { PATHS } from '../paths.ts'
import { badRequest, notFound } from '../refusal.ts'
import { type Answer, ok, type Route, type SandboxRequest } from '../route.ts'
import type { SandboxParts } from '../sandbox-parts.ts'
import { IMPORT_SCOPES } from '../scopes.ts'
import { receiveUpload, tooLarge, type UploadedFile } from '../upload.ts'

export function importRoutes(parts: SandboxParts): Route[] {
  const scopes = IMPORT_SCOPES
  return [
    { method: 'POST', paths: PATHS.imports(), scopes, answer: (request) => startImport(request, parts) },
    { method: 'GET', paths: PATHS.imports(), scopes, answer: (request) => listImports(request, parts) },
    {
      method: 'GET',
      paths: PATHS.imports('/{importId}'),
      scopes,
      answer: (request) => ok(importResponse(findImport(request, parts), parts)),
    },
    {
      method: 'POST',
      paths: PATHS.imports('/{importId}/cancel'),
      scopes,
      answer: (request) => cancelImport(request, parts),
    },
  ]
}

/** An import of another app looks like none. @throws Refusal 404 */
export function findImport(request: SandboxRequest, { imports }: SandboxParts): StoredImport {
  const { importId = '' } = request.params
  const found = /^\d{1,15}$/.test(importId) ? imports.find(Number(importId)) : undefined
  if (found !== undefined && found.appId === request.app?.appId) return found
  throw notFound(`No import exists with the id ${importId.slice(0, 50)}`)
}

async function startImport(request: SandboxRequest, parts: SandboxParts): Promise<Answer> {
  const folder = join(parts.uploadFolder, randomUUID())
  const upload = await receiveUpload(request, folder, parts.importLimits.bytes)
  try {
    const checked = checkImportRequest(upload.importRequest, upload.files)
    const files = checked.files.flatMap((file) => upload.files.find((one) => one.fileName === file.fileName) ?? [])
    await checkLimits(checked, files, parts)
    const added = parts.imports.add({ appId: request.app?.appId ?? 0, request: checked, files })
    parts.scheduler.accept(added.id)
    // Also the one that has to wait is STARTED here; DEFERRED shows at the next read.
    return ok(importResponse(added, parts))
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const DAY_MS = 86_400_000

/** @throws Refusal 429 */
async function checkLimits(
  request: NormalisedRequest,
  files: readonly UploadedFile[],
  { imports, importLimits: most, now }: SandboxParts,
) {
  for (const [index, file] of files.entries()) {
    const { fileFormat, fileImportPage } = request.files[index] ?? {}
    if (fileFormat !== 'CSV' || file.lines <= most.rows) continue
    const rows = await countRows(file.path, fileImportPage?.hasHeader ?? true)
    if (rows > most.rows)
      throw tooLarge(`The file ${file.fileName} has ${rows} rows; an import file can have ${most.rows}.`)
  }
  const rows = files.reduce((sum, file) => sum + file.lines, imports.rowsSince(now() - DAY_MS))
  if (rows > most.rowsPerDay) throw tooLarge(`The daily limit of ${most.rowsPerDay} imported rows is reached.`)
}

const IMPORT_CURSOR = /^\d{1,15}$/

function listImports(request: SandboxRequest, parts: SandboxParts): Answer {
  const limit = limitOf(request.query, 10)
  const newerThan = cursorText(request.query, IMPORT_CURSOR, 'before')
  const appId = request.app?.appId ?? 0
  const all = (results: StoredImport[]) => results.map((one) => importResponse(one, parts))
  // Older specifications have this cursor; it leads to the page before the import it names.
  if (newerThan !== undefined) return ok({ results: all(parts.imports.listNewer(appId, Number(newerThan), limit)) })
  const olderThan = Number(cursorText(request.query, IMPORT_CURSOR) ?? Number.MAX_SAFE_INTEGER)
  const found = parts.imports.list(appId, olderThan, limit + 1)
  const results = found.slice(0, limit)
  const last = results.at(-1)
  const after = found.length > limit && last !== undefined ? cursorOf(String(last.id)) : undefined
  return ok({ ...pagingOf(request, parts.url(), after), results: all(results) })
}

function cancelImport(request: SandboxRequest, parts: SandboxParts): Answer {
  const { id } = findImport(request, parts)
  const time = new Date(parts.now()).toISOString()
  if (!parts.scheduler.cancel(id)) throw badRequest(`Import ${id} cannot be canceled because it has already ended.`)
  return ok({ status: 'COMPLETE', requestedAt: time, startedAt: time, completedAt: time, links: {} })
}

function importResponse(stored: StoredImport, { imports, scheduler, now }: SandboxParts): object {
  const { state, counters } = scheduler.progress(stored)
  return {
    createdAt: new Date(stored.createdAt).toISOString(),
    metadata: {
      counters,
      fileIds: imports.files(stored.id).map((file) => String(file.fileId)),
      objectLists: stored.objectLists,
    },
    importRequestJson: stored.importRequestJson,
    importSource: 'API',
    ...(stored.importName === null ? {} : { importName: stored.importName }),
    state,
    id: String(stored.id),
    optOutImport: false,
    mappedObjectTypeIds: stored.mappedObjectTypeIds,
    // The time of the read, as the live service has it.
    updatedAt: new Date(now()).toISOString(),
  }
}
