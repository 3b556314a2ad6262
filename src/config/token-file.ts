import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import { SCOPES } from '../principal.ts'
import { safeText } from '../safe-text.ts'
import { PRINCIPAL_NAME } from './command.ts'
import { parseJson } from './parse-json.ts'
import { readPrivateFile } from './private-file.ts'

/** A date alone is the beginning of that day, UTC. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/, 'must be a date such as 2027-01-31')
  .refine(isInCalendar, 'is no date')

/** Date.parse() takes February 31 for March 3. */
export function isInCalendar(date: string): boolean {
  const time = Date.parse(date)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date.slice(0, 10))
}

/** A token is kept as its hash: whoever reads the file cannot call the server. */
const tokenEntry = z.strictObject({
  /** Two entries of one name are two tokens of one principal. */
  name: z.string().regex(PRINCIPAL_NAME, 'must be up to 64 letters, digits and . _ @ -'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  scopes: z.array(z.enum(SCOPES)).min(1),
  expires: moment.optional(),
  /** Of the accounts file. */
  account: z.string().optional(),
})

export type TokenEntry = z.output<typeof tokenEntry>

/** @throws UsageError file_unreadable, invalid_arguments with the entry and what it must be. */
export async function readTokenFile(path: string): Promise<TokenEntry[]> {
  const result = z.array(tokenEntry).safeParse(parseJson(await readPrivateFile(path, '--tokens'), path))
  if (!result.success) throw notAFileOf('tokens', path, result.error)
  refuseSharedToken(result.data, path)
  return result.data
}

/** Whoever sent it would be the one or the other. */
function refuseSharedToken(entries: readonly TokenEntry[], path: string): void {
  const byHash = new Map<string, string>()
  for (const { name, sha256 } of entries) {
    const other = byHash.get(sha256)
    byHash.set(sha256, name)
    if (other === undefined) continue
    throw new UsageError(
      'invalid_arguments',
      `${path}: the entries of ${other} and ${name} have the same sha256.`,
      'Take one of them out; the command token makes a token for each.',
    )
  }
}

export function notAFileOf(what: string, path: string, { issues: [issue] }: z.ZodError): UsageError {
  const place = issue?.path.map(String).join('.') ?? ''
  const message = (issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message) ?? ''
  return new UsageError(
    'invalid_arguments',
    `${path} is not a file of ${what}: ${place === '' ? '' : `${safeText(place, 80)} `}${safeText(message, 200)}.`,
    'Correct it; docs/http.md shows one.',
  )
}

/**
 * Adds an entry. Readers see the old file or the new one; its mode stays. The new text is written beside it under a name
 * that one command at a time can make, and the rename that puts it in place gives that name free: what a command reads is
 * what it replaces.
 * @throws UsageError lock_held, and as readTokenFile
 */
export async function addToTokenFile(path: string, entry: TokenEntry, clock: Clock): Promise<void> {
  // Two paths that lead to one file have one lock.
  const target = await realpath(path).catch(() => path)
  const next = `${target}.new`
  const file = await makeInTurn(next, clock)
  try {
    const before = await stat(target).catch(() => undefined)
    const entries = before === undefined ? [] : await readTokenFile(target)
    await file.writeFile(`${JSON.stringify([...entries, entry], null, 2)}\n`)
    if (before !== undefined) await file.chmod(before.mode & 0o777)
    await file.sync()
    await file.close()
    await rename(next, target)
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(next, { force: true })
    throw error
  }
}

/** A command needs milliseconds, on a busy disk some seconds. */
const TRIES = 50
const PAUSE_MS = 100

/** Waits for as long as other commands come and go, and gives up on one that stands still. */
async function makeInTurn(path: string, clock: Clock): Promise<FileHandle> {
  let holder: string | undefined
  for (let left = TRIES; left > 0; left -= 1) {
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
      throw new UsageError('file_unreadable', `${path} cannot be written.`, 'Correct --tokens.', { cause: error })
    })
    if (file !== undefined) return file
    const before = holder
    holder = await stat(path).then(
      ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
      () => undefined,
    )
    if (holder !== before) left = TRIES
    await clock.sleep(PAUSE_MS)
  }
  throw new UsageError(
    'lock_held',
    `Another command is changing the file of tokens: ${path} is there.`,
    'Run this again. If no other command runs, one was cut off: remove that file first; no token is lost with it.',
  )
}
