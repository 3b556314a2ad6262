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
}

interface StaticTokensOptions {
  clock: Clock
  accountNames: ReadonlySet<string>
}

/** The file is read again when it has changed, so that a token ends with its entry. @throws as find() */
export async function openStaticTokens(path: string, options: StaticTokensOptions): Promise<StaticTokens> {
  let current: { stamp: string; entries: Promise<readonly TokenEntry[]> } | undefined
  const entriesNow = async () => {
    const stamp = await stampOf(path)
    if (current?.stamp !== stamp) current = { stamp, entries: readEntries(path, options) }
    return current.entries
  }
  await entriesNow()
  return {
    async find(token) {
      const entries = await entriesNow()
      if (!TOKEN.test(token)) return undefined
      const found = withHash(entries, createHash('sha256').update(token).digest())
      return found === undefined || isOver(found, options.clock) ? undefined : principalOf(found)
    },
  }
}

/** Of a file that is not there: the reading says what is wrong. */
async function stampOf(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined)
  return facts === undefined ? '' : [facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join()
}

async function readEntries(path: string, { accountNames }: StaticTokensOptions): Promise<readonly TokenEntry[]> {
  const entries = await readTokenFile(path)
  const lost = entries.find(({ account }) => account !== undefined && !accountNames.has(account))
  if (lost === undefined) return entries
  throw new UsageError(
    'invalid_arguments',
    `${path}: the account "${lost.account}" of ${lost.name} is not in the accounts file.`,
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
