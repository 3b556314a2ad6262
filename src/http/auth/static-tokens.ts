import { createHash, timingSafeEqual } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Clock } from '../../clock.ts'
import { readTokenFile, type TokenEntry } from '../../config/token-file.ts'
import { UsageError } from '../../errors.ts'
import type { Principal } from '../../principal.ts'

/** 32 random bytes in base64url, as the command token makes them. Nothing shorter is looked up, whatever the file holds. */
const TOKEN = /^him_[A-Za-z0-9_-]{43}$/

export interface StaticTokens {
  /**
   * undefined: not a token of the file, or past its end.
   * @throws UsageError file_unreadable, invalid_arguments: the file. Nobody is let in on what it said before.
   */
  find(token: string): Promise<Principal | undefined>
  /** What keeps everybody out, in words that tell no path; undefined: nothing. */
  problem(): Promise<string | undefined>
}

interface StaticTokensOptions {
  clock: Clock
  accountNames: ReadonlySet<string>
  /** Instead of the file's. */
  read?: typeof readTokenFile
}

/** The file is read again when it has changed, so that a token ends with its entry. @throws as find() */
export async function openStaticTokens(path: string, options: StaticTokensOptions): Promise<StaticTokens> {
  const { read = readTokenFile } = options
  let current: { stamp: string; entries: Promise<readonly TokenEntry[]> } | undefined
  const entriesNow = async () => {
    const stamp = await stampOf(path)
    if (current?.stamp !== stamp) current = { stamp, entries: read(path) }
    const reading = current
    return reading.entries.catch((error: unknown) => {
      // What passes without a change of the file, such as too many open files, must not keep everybody out for good.
      if (current === reading) current = undefined
      throw error
    })
  }
  for (const entry of await entriesNow()) mustHaveAccount(entry, path, options)
  return {
    async find(token) {
      const entries = await entriesNow()
      if (!TOKEN.test(token)) return undefined
      const found = withHash(entries, createHash('sha256').update(token).digest())
      if (found === undefined || isOver(found, options.clock)) return undefined
      mustHaveAccount(found, path, options)
      return principalOf(found)
    },
    async problem() {
      return entriesNow().then(
        () => undefined,
        () => 'the file of tokens cannot be used',
      )
    },
  }
}

/** Of a file that is not there: the reading says what is wrong. */
async function stampOf(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined)
  return facts === undefined ? '' : [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join()
}

/**
 * At the start for all entries, later for the one whose token comes: a name that was misspelt in a new entry is not
 * everybody's. @throws UsageError invalid_arguments
 */
function mustHaveAccount({ name, account }: TokenEntry, path: string, { accountNames }: StaticTokensOptions): void {
  if (account === undefined || accountNames.has(account)) return
  throw new UsageError(
    'invalid_arguments',
    `${path}: the account "${account}" of ${name} is not in the accounts file.`,
    'Correct the entry, or add the account to the file of --accounts.',
  )
}

/** Every entry is compared, each in the same time. */
function withHash(entries: readonly TokenEntry[], hash: Buffer): TokenEntry | undefined {
  return entries.reduce<TokenEntry | undefined>(
    (found, entry) => (timingSafeEqual(Buffer.from(entry.sha256, 'hex'), hash) ? entry : found),
    undefined,
  )
}

function isOver({ expires }: TokenEntry, clock: Clock): boolean {
  return expires !== undefined && Date.parse(expires) <= clock.now()
}

function principalOf({ name, scopes, account }: TokenEntry): Principal {
  return { name, scopes, ...(account !== undefined && { accountName: account }) }
}
