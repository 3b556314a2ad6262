import { randomBytes } from 'node:crypto'
import { chmod, rename, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
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

/** Adds an entry. Readers see the old file or the new one; its mode stays. @throws as readTokenFile */
export async function addToTokenFile(path: string, entry: TokenEntry): Promise<void> {
  const before = await stat(path).catch(() => undefined)
  const entries = before === undefined ? [] : await readTokenFile(path)
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await writeFile(temporary, `${JSON.stringify([...entries, entry], null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  if (before !== undefined) await chmod(temporary, before.mode & 0o777)
  await rename(temporary, path)
}
