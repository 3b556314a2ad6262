import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { addToTokenFile, isInCalendar, type TokenEntry } from '../config/token-file.ts'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { Io } from './io.ts'

const DAY_MS = 86_400_000

/** Makes a token, shows it once, and adds its hash to the token file, or shows the entry to add. The exit code: 0. */
export async function runToken(
  config: Config,
  principal: string,
  io: Pick<Io, 'write'>,
  clock: Clock,
): Promise<number> {
  const token = `him_${randomBytes(32).toString('base64url')}`
  const { scopes, expires, accountName } = config.newToken
  const entry: TokenEntry = {
    name: principal,
    sha256: createHash('sha256').update(token).digest('hex'),
    scopes: [...scopes],
    ...(expires !== undefined && { expires: endOf(expires, clock) }),
    ...(accountName !== undefined && { account: accountName }),
  }
  const { tokensFile } = config.http
  if (tokensFile !== undefined) await addToTokenFile(tokensFile, entry, clock)
  io.write(
    [
      `Token of ${principal} (${scopes.join(', ')}), shown only now:`,
      '',
      `  ${token}`,
      '',
      tokensFile === undefined
        ? `Add this entry to the file of --tokens:\n\n  ${JSON.stringify(entry)}`
        : `Its hash was added to ${tokensFile}. A running server takes it at once.`,
      '',
    ].join('\n'),
  )
  return 0
}

/** @throws UsageError invalid_arguments */
function endOf(text: string, clock: Clock): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1]
  const end = days === undefined ? dateOf(text) : clock.now() + Number(days) * DAY_MS
  if (end > clock.now()) return new Date(end).toISOString()
  throw new UsageError(
    'invalid_arguments',
    `--expires is "${text.slice(0, 60)}"; it must be a time to come.`,
    'Write 90d, or a date such as 2027-01-31.',
  )
}

const dateOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d$/.test(text) && isInCalendar(text) ? Date.parse(text) : Number.NaN
