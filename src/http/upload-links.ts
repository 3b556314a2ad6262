import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import type { Principal } from '../principal.ts'

const LIFE_MS = 15 * 60_000

/** The right to send one file for somebody. */
export interface UploadLink {
  /** null: the server has no authentication. */
  principal: string | null
  /** Each link once, whichever process of the server is asked. */
  nonce: string
  expiresAt: number
}

export interface UploadLinks {
  /** The address of a page where a person can send one file for this principal. */
  create(principal: Pick<Principal, 'name'> | undefined): string
  /** @throws UsageError path_not_allowed: not one of ours, or its time is over */
  read(ticket: string): UploadLink
}

interface UploadLinksOptions {
  /** Shared by processes that answer for each other. */
  key: Uint8Array
  clock: Clock
  /** Where people reach the server; without a slash at the end. */
  address: () => string
}

const payload = z.tuple([z.string().nullable(), z.string().regex(/^[0-9a-f]{32}$/), z.number()])

/** Nothing is kept of a link until it is used: what it says is signed. */
export function createUploadLinks({ key, clock, address }: UploadLinksOptions): UploadLinks {
  const sign = (text: string) => createHmac('sha256', key).update(`upload-link\0${text}`).digest()
  return {
    create(principal) {
      const content = [principal?.name ?? null, randomBytes(16).toString('hex'), clock.now() + LIFE_MS]
      const text = Buffer.from(JSON.stringify(content)).toString('base64url')
      return `${address()}/files/new?link=${text}.${sign(text).toString('base64url')}`
    },
    read(ticket) {
      const [text = '', signature = ''] = ticket.split('.')
      const given = Buffer.from(signature, 'base64url')
      const right = sign(text)
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw notUsable()
      const [principal, nonce, expiresAt] = payload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
      if (expiresAt <= clock.now()) throw notUsable()
      return { principal, nonce, expiresAt }
    },
  }
}

/** Uses the link up while `work` runs, and for good when it succeeds: a file that was refused can be sent again. */
export async function useLinkOnce<T>(folder: string, { nonce }: UploadLink, work: () => Promise<T>): Promise<T> {
  const used = join(folder, 'used-links')
  await mkdir(used, { recursive: true, mode: 0o700 })
  await removeOld(used)
  const mark = await open(join(used, nonce), 'wx', 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw notUsable()
    throw cause
  })
  await mark.close()
  try {
    return await work()
  } catch (error) {
    await rm(join(used, nonce), { force: true })
    throw error
  }
}

/** The clock of the disk, not that of the links: twice their life is far enough. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const facts = await stat(path).catch(() => undefined)
    if (facts !== undefined && Date.now() - facts.mtimeMs > 24 * 60 * 60_000) await rm(path, { force: true })
  }
}

function notUsable(): UsageError {
  return new UsageError(
    'path_not_allowed',
    'This link was used already, its 15 minutes are over, or it is not complete.',
    'Ask the assistant for a new one.',
  )
}
